/* Figures of the palette are put where the cursor stands in the text of a report. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-insert]");
    var body = document.querySelector("textarea.report-body");
    if (!button || !body) { return; }
    var treatment = document.querySelector("[data-treatment]").value;
    var written = "{{" + button.getAttribute("data-insert") + (treatment ? "|" + treatment : "") + "}}";
    body.focus();
    body.setRangeText(written, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("inserted"));
  });
})();
