/** Bundles the kernel and the crowd that lives in it, and lets them play: `node tests/kernel/chaos/run.mjs`. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(join(tmpdir(), "talkoot-crowd-"));
const kernel = join(out, "kernel.js");
const common = { bundle: true, target: "node20", jsx: "automatic", jsxImportSource: "preact", logLevel: "warning" };
await esbuild.build({ ...common, entryPoints: [join(here, "kernel.ts")], outfile: kernel, format: "iife", globalName: "kernel" });
await esbuild.build({
  ...common,
  entryPoints: [join(here, "crowd.ts")],
  outfile: join(out, "crowd.mjs"),
  format: "esm",
  platform: "node",
});
const crowd = spawn(process.execPath, [join(out, "crowd.mjs"), kernel], { stdio: "inherit" });
crowd.on("exit", (code) => {
  rmSync(out, { recursive: true, force: true });
  process.exit(code ?? 1);
});
for (const name of ["SIGTERM", "SIGINT"]) process.on(name, () => crowd.kill(name));
