/* Lists by keyboard: / goes to the filter or the search box, ↑ ↓ walk the rows, Enter opens, ← → turn pages. */
(function () {
  "use strict";

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
    "/": function () {
      var box = document.querySelector(".filters input:not([type=hidden])") || document.querySelector(".seek input");
      if (box) { box.focus(); box.select(); }
      return Boolean(box);
    }
  };

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape" && writing(document.activeElement)) { document.activeElement.blur(); return; }
    if (writing(event.target) || document.querySelector(".modal.show, .offcanvas-lg.show, .dropdown-menu.show")) { return; }
    if (event.key === "Enter" && event.target !== document.body) { return; }
    var act = KEYS[event.key];
    if (act && act()) { event.preventDefault(); }
  });
})();
