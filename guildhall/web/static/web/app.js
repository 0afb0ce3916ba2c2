/* What every page does: htmx with our token, plain words when something fails, copy, print, one submit per form. */
(function () {
  "use strict";

  var SORRY = {
    0: "网络不通，请检查网络后重试。",
    403: "您没有这项权限，请联系上级工会管理员。",
    404: "没有找到这条记录，它可能已被移走或不在您的管理范围内。",
    409: "这条记录刚被别人改过，请刷新页面后重试。",
    429: "操作太频繁，请稍等片刻再试。",
    500: "系统出错了，已经记录下来。请稍后重试。"
  };

  function say(text, level) {
    var box = document.getElementById("messages");
    if (!box) { return; }
    var line = document.createElement("div");
    line.className = "alert alert-" + (level || "danger") + " alert-dismissible";
    line.setAttribute("role", level === "success" ? "status" : "alert");
    line.appendChild(document.createTextNode(text));
    var close = document.createElement("button");
    close.type = "button";
    close.className = "btn-close";
    close.setAttribute("aria-label", "关闭");
    close.setAttribute("data-bs-dismiss", "alert");
    line.appendChild(close);
    box.appendChild(line);
    if (level === "success") { window.setTimeout(function () { line.remove(); }, 4000); }
  }

  function token() {
    var meta = document.querySelector("meta[name=csrf-token]");
    return meta ? meta.content : "";
  }

  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = token();
    Object.keys(event.detail.parameters).forEach(function (name) {
      if (event.detail.verb === "get" && event.detail.parameters[name] === "") { delete event.detail.parameters[name]; }
    });
  });
  document.addEventListener("refused", function (event) {
    (event.detail.reasons || []).forEach(function (reason) { say(reason); });
  });
  document.addEventListener("htmx:responseError", function (event) {
    if (/"refused"/.test(event.detail.xhr.getResponseHeader("HX-Trigger") || "")) { return; }
    var status = event.detail.xhr.status;
    say(SORRY[status] || (status >= 500 ? SORRY[500] : "操作没有完成，请刷新页面后重试。"));
  });
  document.addEventListener("htmx:sendError", function () { window.setTimeout(function () { say(SORRY[0]); }, 600); });

  function copy(button) {
    var source = button.getAttribute("data-copy-from");
    var node = source && document.getElementById(source);
    var text = node ? (node.value || node.textContent) : button.getAttribute("data-copy");
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text.trim()).then(function () { say("已复制", "success"); });
      return;
    }
    var area = document.createElement("textarea");
    area.value = text.trim();
    area.className = "visually-hidden";
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    say(done ? "已复制" : "浏览器不允许复制，请手工选取", done ? "success" : "warning");
  }

  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-copy], [data-copy-from], [data-print], [data-open-filters], [data-back]");
    if (!target) { return; }
    if (target.hasAttribute("data-print")) { window.print(); return; }
    if (target.hasAttribute("data-back")) { event.preventDefault(); window.history.back(); return; }
    if (target.hasAttribute("data-open-filters")) { target.closest(".filters").classList.toggle("open"); return; }
    copy(target);
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) { return; }
    if (form.getAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "1");
    var button = event.submitter || form.querySelector("[type=submit]");
    if (button) { button.classList.add("btn-loading"); }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      form.removeAttribute("data-sent");
      form.querySelectorAll(".btn-loading").forEach(function (button) { button.classList.remove("btn-loading"); });
    });
  });
})();
