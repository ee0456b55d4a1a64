// Finds the binary of this platform, which npm installed as an optional dependency.

"use strict";

const { name, optionalDependencies } = require("./package.json");

/**
 * Returns the path of the binary for this platform.
 *
 * @throws {Error} if no package for this platform is installed
 */
function binary() {
  const wanted = `${name}-${process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "mock-idp.exe" : "mock-idp";
  try {
    return require.resolve(`${wanted}/bin/${file}`);
  } catch {
    const built = Object.keys(optionalDependencies);
    throw new Error(
      built.includes(wanted)
        ? `the package ${wanted} is not installed; npm leaves it out with --omit=optional, or where node_modules came from another platform: install again`
        : `there is no binary for ${process.platform} on ${process.arch}; there are ${built.join(", ")}`,
    );
  }
}

module.exports = { binary };
