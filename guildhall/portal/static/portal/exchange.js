/* One tick at the head of a list ticks all rows shown. */
(function () {
  "use strict";

  document.addEventListener("change", function (event) {
    if (!event.target.hasAttribute("data-tick-all")) { return; }
    event.target.closest("form").querySelectorAll("input[name=difference]").forEach(function (box) {
      box.checked = event.target.checked;
    });
  });
})();
