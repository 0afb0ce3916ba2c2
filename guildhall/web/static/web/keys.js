/* The whole house by keyboard. No key is taken while somebody types; with Ctrl, Alt or Meta only Ctrl+Enter is ours.
   / filter or search · j k ↑ ↓ rows · Enter opens · ← → pages · n new · e edit · p print · s save view · g + letter menu · ? F1 help */
(function () {
  "use strict";

  var goingUntil = 0;
  var GO_PATIENCE = 2500;

  function writing(node) {
    return Boolean(node) && (node.isContentEditable || /^(input|textarea|select)$/i.test(node.tagName || ""));
  }

  function isCovered() {
    return Boolean(document.querySelector(".modal.show, .offcanvas.show, .offcanvas-lg.show, .dropdown-menu.show"));
  }

  function walk(step) {
    var rows = Array.prototype.slice.call(document.querySelectorAll(".records tbody tr"));
    if (!rows.length) { return false; }
    var at = rows.findIndex(function (row) { return row.classList.contains("at"); });
    var next = Math.min(Math.max(at + step, 0), rows.length - 1);
    if (at >= 0) { rows[at].classList.remove("at"); rows[at].removeAttribute("aria-current"); }
    rows[next].classList.add("at");
    rows[next].setAttribute("aria-current", "true");
    rows[next].scrollIntoView({ block: "nearest" });
    return true;
  }

  function follow(selector) {
    var found = Array.prototype.slice.call(document.querySelectorAll(selector));
    if (found.length) { found[0].click(); }
    return found.length > 0;
  }

  function followNamed(words) {
    var links = Array.prototype.slice.call(document.querySelectorAll(".head-actions a[href]"));
    var link = links.find(function (one) { return words.test(one.textContent.trim()); });
    if (link) { link.click(); }
    return Boolean(link);
  }

  function goNext() {
    goingUntil = Date.now() + GO_PATIENCE;
    document.documentElement.classList.add("going");
    window.setTimeout(stopGoing, GO_PATIENCE);
    return true;
  }

  function stopGoing() {
    if (Date.now() < goingUntil) { return; }
    goingUntil = 0;
    document.documentElement.classList.remove("going");
  }

  function search() {
    var box = document.querySelector(".filters input:not([type=hidden])") || document.querySelector(".seek input");
    if (box) { box.focus(); box.select(); }
    return Boolean(box);
  }

  var KEYS = {
    ArrowDown: function () { return walk(1); },
    ArrowUp: function () { return walk(-1); },
    j: function () { return walk(1); },
    k: function () { return walk(-1); },
    ArrowRight: function () { return follow(".records-foot [rel=next]"); },
    ArrowLeft: function () { return follow(".records-foot [rel=prev]"); },
    Enter: function () { return follow(".records tr.at .is-link a"); },
    n: function () { return follow("[data-new]"); },
    e: function () { return follow("[data-edit]") || followNamed(/^(修改|更正|编辑)/); },
    p: function () { return follow("[data-to-print]") || follow("[data-print]"); },
    s: function () { return follow("[data-save-view]"); },
    g: goNext,
    "?": function () { return follow("[data-help]"); },
    "？": function () { return follow("[data-help]"); },
    "/": search,
    Escape: function () { return follow("[data-back-key]"); }
  };

  function submitWith(event) {
    var form = event.target.closest && event.target.closest("form");
    if (!form || form.classList.contains("seek")) { return; }
    var button = form.querySelector("button[type=submit]:not([name])") || form.querySelector("[type=submit]");
    if (button) { event.preventDefault(); button.click(); }
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; }
    if (event.key === "Enter" && event.ctrlKey) { submitWith(event); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "F1" && follow("[data-help]")) { event.preventDefault(); return; }
    if (event.key === "Escape" && writing(document.activeElement)) { document.activeElement.blur(); return; }
    if (writing(event.target) || isCovered()) { return; }
    if (event.key === "Enter" && event.target !== document.body) { return; }
    if (Date.now() < goingUntil && /^[a-z]$/.test(event.key)) {
      goingUntil = 0;
      stopGoing();
      if (follow(".menu [data-key=" + event.key + "]")) { event.preventDefault(); }
      return;
    }
    var act = KEYS[event.key];
    if (act && act()) { event.preventDefault(); }
  });
})();
