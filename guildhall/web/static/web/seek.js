/* The search box of the frame: ↑ ↓ walk what was found while typing, Esc leaves it. */
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    var form = event.target.closest && event.target.closest(".seek");
    if (!form || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) { return; }
    var hits = Array.prototype.slice.call(form.querySelectorAll(".seek-hit"));
    if (!hits.length) { return; }
    event.preventDefault();
    event.stopPropagation();
    var next = hits.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) { form.querySelector("input[name=q]").focus(); return; }
    hits[Math.min(next, hits.length - 1)].focus();
  }, true);

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && event.target.closest && event.target.closest(".seek")) { event.target.blur(); }
  });
})();
