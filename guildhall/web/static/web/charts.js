/* Charts: <div class="chart" data-chart="id"> draws the ECharts options that stand in <script type="application/json" id="id">. */
(function () {
  "use strict";

  var COLOURS = ["#1f5697", "#c8161d", "#2f8f6b", "#d98a1f", "#6f5aa8", "#3c9fb5", "#8a6d4b", "#98a3b3"];
  var drawn = [];

  function colour(name) {
    return window.getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function axis(options) {
    var quiet = colour("--tblr-secondary");
    var line = colour("--frame-line");
    return [].concat(options).map(function (one) {
      return Object.assign({ axisLabel: { color: quiet }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } }, one);
    });
  }

  function dressed(options) {
    var text = colour("--tblr-body-color");
    var whole = Object.assign({ color: COLOURS, animationDuration: 300, aria: { enabled: true } }, options);
    whole.textStyle = Object.assign({ fontFamily: colour("--tblr-font-sans-serif"), color: text }, options.textStyle);
    whole.tooltip = Object.assign({ trigger: "axis" }, options.tooltip, { renderMode: "richText", confine: true });
    whole.grid = Object.assign({ left: 8, right: 16, top: 32, bottom: 8, containLabel: true }, options.grid);
    if (options.legend) { whole.legend = Object.assign({ top: 0, textStyle: { color: text } }, options.legend); }
    if (options.xAxis) { whole.xAxis = axis(options.xAxis); }
    if (options.yAxis) { whole.yAxis = axis(options.yAxis); }
    return whole;
  }

  function link(chart, options) {
    var addresses = options.addresses;
    if (!addresses) { return; }
    chart.on("click", function (event) {
      var address = addresses[event.name] || addresses[event.dataIndex];
      if (address) { window.location.assign(address); }
    });
  }

  function draw(root) {
    if (!window.echarts) { return; }
    root.querySelectorAll("[data-chart]").forEach(function (box) {
      var source = document.getElementById(box.getAttribute("data-chart"));
      if (!source || box.getAttribute("data-drawn")) { return; }
      box.setAttribute("data-drawn", "1");
      var options = JSON.parse(source.textContent);
      var chart = window.echarts.init(box, null, { renderer: "canvas" });
      chart.setOption(dressed(options));
      link(chart, options);
      drawn.push({ box: box, chart: chart, options: options });
    });
  }

  function each(act) {
    drawn = drawn.filter(function (one) {
      if (document.body.contains(one.box)) { act(one); return true; }
      one.chart.dispose();
      return false;
    });
  }

  var waiting = null;
  window.addEventListener("resize", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () { each(function (one) { one.chart.resize(); }); }, 120);
  });
  window.addEventListener("beforeprint", function () { each(function (one) { one.chart.resize(); }); });
  document.addEventListener("theme:turned", function () { each(function (one) { one.chart.setOption(dressed(one.options), true); }); });
  document.addEventListener("DOMContentLoaded", function () { draw(document); });
  document.addEventListener("htmx:load", function (event) { draw(event.detail.elt); });
})();
