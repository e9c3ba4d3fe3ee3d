// Filters the calls of a report by verdict, tag and text, and opens or closes them all.
// Everything is readable without it: the page then is a plain list.
"use strict";
(() => {
  const controls = document.getElementById("controls");
  const calls = [...document.querySelectorAll("details.call")];
  const chosen = { verdict: "", tag: "", text: "" };

  const fits = (call) =>
    (!chosen.verdict || call.dataset.verdict === chosen.verdict) &&
    (!chosen.tag || call.dataset.tags.split("\n").includes(chosen.tag)) &&
    (!chosen.text || call.textContent.toLowerCase().includes(chosen.text));

  const show = () => {
    let shown = 0;
    for (const call of calls) {
      call.hidden = !fits(call);
      shown += call.hidden ? 0 : 1;
    }
    document.getElementById("shown").textContent =
      shown === calls.length ? "" : `${shown} of ${calls.length} shown`;
  };

  for (const button of controls.querySelectorAll("button[data-verdict]")) {
    button.addEventListener("click", () => {
      chosen.verdict = button.dataset.verdict;
      for (const each of controls.querySelectorAll("button[data-verdict]")) {
        each.setAttribute("aria-pressed", String(each === button));
      }
      show();
    });
  }
  const tag = document.getElementById("tag");
  if (tag) {
    tag.addEventListener("change", () => {
      chosen.tag = tag.value;
      show();
    });
  }
  document.getElementById("text").addEventListener("input", (event) => {
    chosen.text = event.target.value.trim().toLowerCase();
    show();
  });
  const fold = document.getElementById("fold");
  fold.addEventListener("click", () => {
    const open = calls.some((call) => !call.hidden && !call.open);
    for (const call of calls) {
      if (!call.hidden) call.open = open;
    }
  });
  // A link to a turn, as the bars of the response times are, opens the call it is in.
  const follow = () => {
    const turn = document.getElementById(location.hash.slice(1));
    const call = turn && turn.closest("details.call");
    if (call) {
      call.open = true;
      turn.scrollIntoView({ block: "center" });
    }
  };
  window.addEventListener("hashchange", follow);
  follow();
  controls.hidden = false;
})();
