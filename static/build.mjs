/**
 * The browser half: static/src → static/dist, with hashed names, compressed beforehand, and a manifest.
 *
 * One entry for each page that exists, one lazy chunk for each activity; an activity's style sheet (activities/<kind>.css)
 * rides with the page, since a style that arrives later than its markup flickers. The new dist replaces the old one at
 * the very end, so a server never sees half of it. `--watch` builds again on every change.
 */
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const STATIC = dirname(fileURLToPath(import.meta.url));
const SRC = join(STATIC, "src");
const DIST = join(STATIC, "dist");
const NEXT = join(STATIC, ".dist-next");
const LAST = join(STATIC, ".dist-last");
const PAGES = ["start", "join", "host", "screen", "report"];
/** The page that phones load, and what it may weigh with the largest activity: gzipped bytes. */
const PHONE = { page: "join", limit: 60_000 };
const COMPRESSED = new Set([".js", ".css", ".svg", ".json", ".txt", ".map", ".ttf"]);
process.chdir(join(STATIC, ".."));
const watching = process.argv.includes("--watch");

const listed = (folder, extension) =>
  existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith(extension) && !/\.test\.|^[._]/.test(name)).sort()
    : [];

/** `talkoot:activities`: kind → () => import(…), made by listing static/src/activities. */
const activities = {
  name: "activities",
  setup(build) {
    const folder = join(SRC, "activities");
    build.onResolve({ filter: /^talkoot:activities$/ }, ({ path }) => ({ path, namespace: "talkoot" }));
    build.onLoad({ filter: /.*/, namespace: "talkoot" }, () => {
      const styles = listed(folder, ".css").map((name) => `import "./activities/${name}";`);
      const loaders = listed(folder, ".tsx").map(
        (name) => `  ${JSON.stringify(basename(name, ".tsx"))}: () => import("./activities/${name}"),`,
      );
      const contents = [...styles, "export const activities = {", ...loaders, "};"].join("\n");
      return { contents, resolveDir: SRC, watchDirs: existsSync(folder) ? [folder] : [] };
    });
    // The page carries the activities' styles already; in a lazy chunk nobody would load them.
    build.onResolve({ filter: /\.css$/ }, ({ path, importer, resolveDir }) =>
      importer.endsWith(".tsx") && dirname(importer) === folder && dirname(resolve(resolveDir, path)) === folder
        ? { path, namespace: "nothing" }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "" }));
  },
};

/** Everything an output pulls in with static imports, itself first. */
function closure(outputs, name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const { path, kind } of outputs[name].imports) {
    if (kind === "import-statement" && outputs[path]) closure(outputs, path, seen);
  }
  return seen;
}

/** page → its script, its style sheets and what to preload; names are relative to dist. */
function manifestOf(outputs) {
  const local = (name) => relative(NEXT, resolve(name)).replaceAll("\\", "/");
  const manifest = {};
  const kinds = {};
  for (const [name, { entryPoint = "", cssBundle }] of Object.entries(outputs)) {
    const [, folder, id] = /(pages|activities)\/([^/]+)\.tsx$/.exec(entryPoint) ?? [];
    if (folder === "activities") kinds[id] = name;
    if (folder !== "pages") continue;
    const [, ...chunks] = closure(outputs, name);
    manifest[id] = { js: local(name), css: cssBundle ? [local(cssBundle)] : [], modulepreload: chunks.map(local) };
  }
  return { manifest, kinds };
}

/** What each page weighs, and whether a phone's whole share stays within its budget. */
function weigh(outputs, kinds, manifest) {
  const weight = (names) => [...names].reduce((sum, name) => sum + gzipSync(readFileSync(name), { level: 9 }).length, 0);
  const kB = (bytes) => `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
  const entry = (page) => Object.keys(outputs).find((name) => relative(NEXT, resolve(name)) === manifest[page].js);
  const heaviest = (base) =>
    Object.entries(kinds)
      .map(([kind, name]) => [kind, weight([...closure(outputs, name)].filter((part) => !base.has(part)))])
      .sort((a, b) => b[1] - a[1]);
  for (const page of Object.keys(manifest).sort()) {
    console.log(`${kB(weight(closure(outputs, entry(page))))}  ${page}`);
  }
  if (!manifest[PHONE.page]) return true;
  const base = closure(outputs, entry(PHONE.page));
  const lazy = heaviest(base);
  for (const [kind, bytes] of lazy) console.log(`${kB(bytes)}    ${kind}`);
  const total = weight(base) + (lazy[0]?.[1] ?? 0);
  console.log(`${kB(total)}  a phone in all (gzipped; at most ${PHONE.limit / 1000} kB)`);
  return total <= PHONE.limit;
}

/** The licences of what is bundled, as their texts ask. */
function licences(inputs) {
  const parts = new Set();
  for (const name of Object.keys(inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name);
    if (found) parts.add(found[1]);
  }
  return [...parts].sort().map((part) => {
    const folder = join(STATIC, "..", "node_modules", part);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    return `${part} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}\n`;
  }).join("\n----\n\n");
}

/** A .gz and a .br beside each file that gets smaller by it. */
function compress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) compress(path);
    else if (COMPRESSED.has(extname(path)) && entry.name !== "manifest.json") {
      const raw = readFileSync(path);
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } };
      for (const [suffix, small] of [[".gz", gzipSync(raw, { level: 9 })], [".br", brotliCompressSync(raw, quality)]]) {
        if (small.length < raw.length) writeFileSync(path + suffix, small);
      }
    }
  }
}

/** The built files become static/dist in one step. */
function publish() {
  rmSync(LAST, { recursive: true, force: true });
  if (existsSync(DIST)) renameSync(DIST, LAST);
  renameSync(NEXT, DIST);
  rmSync(LAST, { recursive: true, force: true });
}

const finish = {
  name: "finish",
  setup(build) {
    build.onStart(() => rmSync(NEXT, { recursive: true, force: true }));
    build.onEnd(({ errors, metafile }) => {
      if (errors.length > 0) return;
      mkdirSync(NEXT, { recursive: true });
      const { manifest, kinds } = manifestOf(metafile.outputs);
      const fits = weigh(metafile.outputs, kinds, manifest);
      if (existsSync(join(STATIC, "fonts"))) cpSync(join(STATIC, "fonts"), join(NEXT, "fonts"), { recursive: true });
      const texts = licences(metafile.inputs);
      if (texts) writeFileSync(join(NEXT, "licences.txt"), texts);
      writeFileSync(join(NEXT, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
      if (!watching) compress(NEXT);
      if (!fits && !watching) return { errors: [{ text: `the phone's share is over ${PHONE.limit / 1000} kB gzipped` }] };
      publish();
    });
  },
};

const options = {
  entryPoints: PAGES.map((page) => join(SRC, "pages", `${page}.tsx`)).filter(existsSync),
  absWorkingDir: process.cwd(),
  outdir: NEXT,
  publicPath: "/static/",
  bundle: true,
  format: "esm",
  splitting: true,
  target: ["es2020", "safari14.1", "ios14.5", "firefox90", "chrome90"],
  jsx: "automatic",
  jsxImportSource: "preact",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "file", ".png": "file", ".webp": "file", ".mp3": "file", ".ogg": "file" },
  external: ["/static/*"],
  minify: !watching,
  sourcemap: watching ? "linked" : false,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  plugins: [activities, finish],
};

if (watching) {
  const context = await esbuild.context({ ...options, logLevel: "info" });
  await context.watch();
} else {
  await esbuild.build(options).catch(() => process.exit(1));
}
