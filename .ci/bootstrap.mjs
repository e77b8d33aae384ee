// The one door behind `npm start`, `npm test` and every other script: makes the clone runnable, then runs.
// Needs no package. This file alone must parse on old Node (14 and later), so that it can say what is wrong;
// hence no static import of the steps, no top-level await, no newer syntax.

const version = process.versions.node.split(".").map(Number);
const major = version[0] || 0;
const minor = version[1] || 0;

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    "dalaba: this is Node " +
      process.versions.node +
      "; Node 20.19 or later is needed. Install it (https://nodejs.org), or run: npx -y -p node@22 npm start\n",
  );
  process.exitCode = 1;
} else {
  void import("./steps/main.mjs").then((steps) => steps.main(process.argv.slice(2)));
}
