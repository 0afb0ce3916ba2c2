/* Lists narrow while one types. By keyboard: / goes to the filter or the search box, ↑ ↓ walk the rows, Enter opens, ← → turn pages. */
(function () {
  "use strict";

  var PATIENCE = 400;
  var waiting = null;

  function asked(form) { return new URLSearchParams(new FormData(form)).toString(); }

  function narrow(event) {
    var form = event.target.closest && event.target.closest(".filters");
    if (!form) { return; }
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () {
      if (form.getAttribute("data-asked") === asked(form)) { return; }
      form.setAttribute("data-asked", asked(form));
      window.htmx.trigger(form, "narrow");
    }, event.type === "input" ? PATIENCE : 0);
  }

  document.addEventListener("focusin", function (event) {
    var form = event.target.closest(".filters");
    if (form && !form.hasAttribute("data-asked")) { form.setAttribute("data-asked", asked(form)); }
  });
  document.addEventListener("input", narrow);
  document.addEventListener("change", narrow);

  function writing(node) {
    return node && (node.isContentEditable || /^(input|textarea|select)$/i.test(node.tagName));
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
    var link = document.querySelector(selector);
    if (link) { link.click(); }
    return Boolean(link);
  }

  var KEYS = {
    ArrowDown: function () { return walk(1); },
    ArrowUp: function () { return walk(-1); },
    ArrowRight: function () { return follow(".records-foot [rel=next]"); },
    ArrowLeft: function () { return follow(".records-foot [rel=prev]"); },
    Enter: function () { return follow(".records tr.at .is-link a"); },
    "?": function () { return follow("[data-help]"); },
    "/": function () {
      var box = document.querySelector(".filters input:not([type=hidden])") || document.querySelector(".seek input");
      if (box) { box.focus(); box.select(); }
      return Boolean(box);
    }
  };

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "F1" && follow("[data-help]")) { event.preventDefault(); return; }
    if (event.key === "Escape" && writing(document.activeElement)) { document.activeElement.blur(); return; }
    if (writing(event.target) || document.querySelector(".modal.show, .offcanvas-lg.show, .dropdown-menu.show")) { return; }
    if (event.key === "Enter" && event.target !== document.body) { return; }
    var act = KEYS[event.key];
    if (act && act()) { event.preventDefault(); }
  });
})();
