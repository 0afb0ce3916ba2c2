/* The order of columns: buttons move a line up or down and keep the focus. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-move]");
    if (!button) { return; }
    var line = button.closest("li");
    if (button.getAttribute("data-move") === "-1" && line.previousElementSibling) {
      line.parentNode.insertBefore(line, line.previousElementSibling);
    } else if (button.getAttribute("data-move") === "1" && line.nextElementSibling) {
      line.parentNode.insertBefore(line.nextElementSibling, line);
    }
    button.focus();
  });
})();
