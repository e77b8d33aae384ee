// What the reader sees while something slow happens. Always on stderr: stdout belongs to the program.

const HEARTBEAT_MS = 10_000;
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** @param {string} line */
export function say(line) {
  process.stderr.write(`dalaba: ${line}\n`);
}

/**
 * Shows `what` with the seconds that pass: one changing line on a terminal, otherwise a line at the start
 * and one each 10 s.
 * @param {string} what
 * @returns {{ now: (detail: string) => void, done: (line?: string) => void }}
 */
export function progress(what) {
  const start = Date.now();
  const tty = process.stderr.isTTY === true;
  let detail = "";
  let frame = 0;
  const seconds = () => Math.round((Date.now() - start) / 1000);
  const text = () => `${what}${detail ? `: ${detail}` : ""}`;
  if (!tty) say(`${what} ...`);
  const paint = () => {
    if (!tty) return say(`${text()} ... ${seconds()} s`);
    const room = (process.stderr.columns ?? 80) - 1;
    const line = `${FRAMES[frame++ % FRAMES.length]} dalaba: ${text()} ${seconds()} s`;
    process.stderr.write(`\r\u001b[2K${line.slice(0, room)}`);
  };
  const timer = setInterval(paint, tty ? 200 : HEARTBEAT_MS);
  let open = true;
  return {
    now(next) {
      detail = next;
    },
    done(line) {
      if (!open) return;
      open = false;
      clearInterval(timer);
      if (tty) process.stderr.write("\r\u001b[2K");
      if (line) say(`${line} (${seconds()} s)`);
    },
  };
}
