// Real programs and sounds that tests use and npm does not bring: what they are called, where else than on
// PATH they may stand, and the Debian package that .ci/run installs.

/** @typedef {{ name: string, debian: string, files?: string[] }} Program */

/** @type {Program[]} */
export const realPrograms = [
  { name: "mosquitto", debian: "mosquitto", files: ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"] },
  { name: "aplay", debian: "alsa-utils" },
  { name: "sox", debian: "sox" },
  { name: "opusinfo", debian: "opus-tools" },
  { name: "opusdec", debian: "opus-tools" },
  { name: "python3", debian: "python3" },
  { name: "chromium", debian: "chromium", files: ["/usr/bin/chromium"] },
  { name: "openssl", debian: "openssl" },
  { name: "espeak-ng", debian: "espeak-ng" },
  {
    name: "human-voices",
    debian: "asterisk-core-sounds-en-wav",
    files: ["/usr/share/asterisk/sounds/en_US_f_Allison/demo-congrats.wav"],
  },
];

// `node .ci/programs.mjs` prints the Debian packages, for .ci/run.
if (process.argv[1]?.endsWith("programs.mjs")) {
  process.stdout.write(`${[...new Set(realPrograms.map(({ debian }) => debian))].join(" ")}\n`);
}
