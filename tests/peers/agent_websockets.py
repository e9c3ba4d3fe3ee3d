"""agent_websockets.py - a scripted self-hosted agent on python3-websockets. README.md says what the
script is."""
import asyncio
import http
import json
import ssl
import sys

import websockets

SCRIPT = json.loads(sys.argv[1])


async def let_in(_path, headers):
    """401 for a call without the required headers."""
    for name, value in SCRIPT.get("require", {}).items():
        if headers.get(name) != value:
            return http.HTTPStatus.UNAUTHORIZED, [], b""
    return None


async def say(connection, message):
    if isinstance(message, str):
        await connection.send(json.dumps({"content": message}))
    elif "$text" in message:
        await connection.send(message["$text"])
    elif "$binary" in message:
        await connection.send(bytes(message["$binary"]))
    elif "$close" in message:
        await connection.close(*message["$close"])
    elif "$end" in message:
        connection.transport.close()
    else:
        await connection.send(json.dumps(message))


async def say_all(connection, messages):
    for message in messages or []:
        await say(connection, message)


def reply_to(content):
    for reply in SCRIPT.get("replies", []):
        if reply.get("when", "").lower() in content.lower():
            return reply["say"]
    return []


async def keep_alive(connection):
    beat = 0
    while True:
        await asyncio.sleep(SCRIPT["keepalive_ms"] / 1000)
        beat += 1
        await connection.send(json.dumps({"metadata": {"beat": beat}}))


async def converse(connection, heard):
    await say_all(connection, SCRIPT.get("greet"))
    async for data in connection:
        message = json.loads(data)
        heard.append(message)
        if message.get("type") == "end_call":
            await say_all(connection, SCRIPT.get("farewell"))
            await connection.close(1000)
            return
        await say_all(connection, reply_to(message.get("content", "")))


async def take_call(connection, _path=None):
    heard = []
    keepalive = asyncio.ensure_future(keep_alive(connection)) if "keepalive_ms" in SCRIPT else None
    try:
        await converse(connection, heard)
    except websockets.ConnectionClosed:
        pass
    finally:
        if keepalive:
            keepalive.cancel()
    await connection.wait_closed()
    print(json.dumps({"heard": heard, "headers": dict(connection.request_headers.raw_items()),
                      "code": connection.close_code}), flush=True)


async def main():
    tls = None
    if "cert" in SCRIPT:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(SCRIPT["cert"], SCRIPT["key"])
    async with websockets.serve(take_call, "127.0.0.1", 0, ssl=tls, process_request=let_in) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening on {'wss' if tls else 'ws'}://127.0.0.1:{port}", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
