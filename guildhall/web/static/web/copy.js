/* 复制: puts a text on the clipboard; where the browser does not allow that, the text is selected for Ctrl+C. */
(function () {
  "use strict";

  if (window.copiesText) { return; }
  window.copiesText = true;

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-copy-text]");
    if (!button) { return; }
    var box = button.closest(".copy-text");
    var area = box.querySelector("textarea");
    var said = box.querySelector(".copy-said");
    function say(done) { said.textContent = done ? "已复制，可以粘贴到工作群" : "已选中，请按 Ctrl+C 复制"; }
    function selected() {
      area.focus();
      area.select();
      area.setSelectionRange(0, area.value.length);
      say(document.execCommand("copy"));
    }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(area.value).then(function () { say(true); }, selected);
    } else {
      selected();
    }
  });
})();
