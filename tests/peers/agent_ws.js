// agent_ws.js - a scripted self-hosted agent on node's `ws`. README.md says what the script is.
"use strict";
const fs = require("fs");
const http = require("http");
const https = require("https");
const { WebSocketServer } = require("ws");

const script = JSON.parse(process.argv[2]);

const server = script.cert
  ? https.createServer({ cert: fs.readFileSync(script.cert), key: fs.readFileSync(script.key) })
  : http.createServer();
const sockets = new WebSocketServer({ noServer: true });

function isLetIn(request) {
  return Object.entries(script.require || {}).every(
    ([name, value]) => request.headers[name.toLowerCase()] === value);
}

function say(connection, message) {
  if (typeof message === "string") connection.send(JSON.stringify({ content: message }));
  else if ("$text" in message) connection.send(message.$text);
  else if ("$binary" in message) connection.send(Buffer.from(message.$binary));
  else if ("$close" in message) connection.close(...message.$close);
  else if ("$end" in message) connection._socket.end();
  else connection.send(JSON.stringify(message));
}

function sayAll(connection, messages) {
  for (const message of messages || []) say(connection, message);
}

function replyTo(content) {
  return (script.replies || []).find(
    ({ when }) => when === undefined || content.toLowerCase().includes(when.toLowerCase()));
}

function takeCall(connection, request) {
  const heard = [];
  let beat = 0;
  const keepalive = script.keepalive_ms && setInterval(
    () => connection.send(JSON.stringify({ metadata: { beat: ++beat } })), script.keepalive_ms);
  sayAll(connection, script.greet);
  connection.on("message", (data) => {
    const message = JSON.parse(data);
    heard.push(message);
    if (message.type === "end_call") {
      sayAll(connection, script.farewell);
      connection.close(1000);
      return;
    }
    const reply = replyTo(message.content || "");
    if (reply) sayAll(connection, reply.say);
  });
  connection.on("error", () => {});
  connection.on("close", (code) => {
    clearInterval(keepalive);
    console.log(JSON.stringify({ heard, headers: request.headers, code }));
  });
}

server.on("upgrade", (request, socket, head) => {
  if (!isLetIn(request)) {
    socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
    return;
  }
  sockets.handleUpgrade(request, socket, head, takeCall);
});

server.listen(0, "127.0.0.1", () => {
  const scheme = script.cert ? "wss" : "ws";
  console.log(`listening on ${scheme}://127.0.0.1:${server.address().port}`);
});
process.stdin.on("end", () => process.exit(0)).resume();
