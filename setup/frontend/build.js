// Turns the fetched packages into the files that pages load: CSS in words Chromium 86 knows, one sprite of icons.
import { readFileSync, rmSync, mkdirSync, writeFileSync, renameSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "lightningcss";

const here = dirname(fileURLToPath(import.meta.url));
const modules = resolve(here, "../../node_modules");
const target = resolve(process.argv[2]);
const unfinished = `${target}.unfinished`;
const OLDEST_BROWSER = { chrome: 86 << 16 };

const STYLES = {
  "tabler.css": "@tabler/core/dist/css/tabler.css",
  "tom-select.css": "tom-select/dist/css/tom-select.bootstrap5.css",
};
const SCRIPTS = {
  "tabler.js": "@tabler/core/dist/js/tabler.min.js",
  "tom-select.js": "tom-select/dist/js/tom-select.complete.min.js",
  "htmx.js": "htmx.org/dist/htmx.min.js",
  "echarts.js": "echarts/dist/echarts.min.js",
};

// Mixing with transparency is what an alpha channel says too; Tabler keeps each colour's channels beside it.
function withoutMixing(css) {
  return css
    .replace(/color-mix\(in srgb, var\((--tblr-[a-z]+)\) ([0-9.]+)%, transparent\)/g, (_, name, share) => `rgba(var(${name}-rgb), ${share / 100})`)
    .replace("color-mix(var(--bs-body-bg), #d0d0d0, 85%)", "#d0d0d0");
}

// :not() with a list is newer than the browser, and the compiler's :is() in its place is too.
function withoutLists(css) {
  return css.replace(/:not\((\.[\w-]+), (\.[\w-]+)\)/g, ":not($1):not($2)");
}

// A rule with :has() is unknown to the oldest browser; these two only decorate, so nobody gets them.
function withoutHas(css) {
  return css.replace(/[^{}]*:has\([^{}]*\{[^{}]*\}/g, "");
}

function withoutMaps(text) {
  return text.replace(/\/\*# sourceMappingURL=[^*]*\*\/|\/\/# sourceMappingURL=.*/g, "");
}

function style(name, source) {
  const steps = [withoutMaps, withoutMixing, withoutLists, withoutHas];
  const css = steps.reduce((text, step) => step(text), readFileSync(join(modules, source), "utf8"));
  const { code } = transform({ filename: name, code: Buffer.from(css), minify: true, targets: OLDEST_BROWSER });
  writeFileSync(join(unfinished, name), code);
}

function symbol(line) {
  const [name, folder = "outline"] = line.split(/\s+/);
  const drawing = readFileSync(join(modules, "@tabler/icons/icons", folder, `${name}.svg`), "utf8");
  const inside = drawing.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const paint =
    folder === "filled"
      ? 'fill="currentColor"'
      : 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  const id = folder === "filled" ? `${name}-filled` : name;
  return `<symbol id="${id}" viewBox="0 0 24 24" ${paint}>${inside.replace(/\s*\n\s*/g, "")}</symbol>`;
}

function sprite() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
  writeFileSync(
    join(unfinished, "sprite.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">\n${names.map(symbol).join("\n")}\n</svg>\n`,
  );
}

rmSync(unfinished, { recursive: true, force: true });
mkdirSync(unfinished, { recursive: true });
Object.entries(STYLES).forEach(([name, source]) => style(name, source));
Object.entries(SCRIPTS).forEach(([name, source]) =>
  writeFileSync(join(unfinished, name), withoutMaps(readFileSync(join(modules, source), "utf8"))),
);
sprite();
rmSync(target, { recursive: true, force: true });
renameSync(unfinished, target);
