#!/usr/bin/env node
// Runs the binary of this platform as if it had been called itself: same streams, same signals, same end.

"use strict";

const { spawn } = require("node:child_process");
const { binary } = require("../index.js");

let path;
try {
  path = binary();
} catch (missing) {
  console.error(`mock-idp: ${missing.message}`);
  process.exit(1);
}

const child = spawn(path, process.argv.slice(2), { stdio: "inherit" });

// At a terminal Ctrl-C reaches the whole foreground group, so the binary has it already; a second one would end it
// before it ended what it started.
const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  const isThere = atTerminal && signal === "SIGINT";
  process.on(signal, () => isThere || child.kill(signal));
}

child.on("error", (why) => {
  console.error(`mock-idp: ${path} does not start: ${why.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal === null) {
    process.exit(code);
  }
  // Whoever waits for this process learns which signal ended the binary.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
