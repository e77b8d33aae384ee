import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "@dalaba/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EXIT } from "../src/exit-code";
import { createProgram } from "../src/program";
import { FakeController } from "./fake-controller.test-support";
import * as town from "./fixtures.test-support";
import { CONTROL, expectGolden, expectJsonGolden, expectTextGolden } from "./golden.test-support";
import { BUNDLE, Desk } from "./run-cli.test-support";

let controller: FakeController;
let desk: Desk;

beforeEach(async () => {
  controller = await FakeController.start();
  desk = new Desk();
  desk.url = controller.url;
});
afterEach(async () => {
  desk.close();
  await controller.die();
});

const many = Array.from({ length: 400 }, (_, i) => ({ ...town.speakers[0]!, id: `s-${i}` }));

describe("a reader that leaves", () => {
  test("is no fault: | head gets its lines and nobody complains", async () => {
    controller.on(routes.speakers.listSpeakers, town.page(many));
    const ls = desk.start(["ls", "--json"]);
    ls.child.stdout?.once("data", () => ls.child.stdout?.destroy());
    const result = await ls.done;
    expect(result.stderr).toBe("");
    expect(result.code).toBe(0);
  });

  test("leaves help alone too", () => {
    const piped = spawnSync("sh", ["-c", `"${process.execPath}" "${BUNDLE}" --help | head -1`], {
      encoding: "utf8",
    });
    expect(piped.stdout).toBe("Usage: dalaba [options] [command]\n");
    expect(piped.stderr).toBe("");
  });
});

describe("a slow reader", () => {
  test("gets everything before the command leaves", async () => {
    controller.on(routes.speakers.listSpeakers, town.page(many));
    const ls = desk.start(["ls", "--json"]);
    ls.child.stdout?.pause();
    await new Promise((done) => setTimeout(done, 1_000));
    ls.child.stdout?.resume();
    expect((await ls.done).json).toHaveLength(400);
  });
});

describe("colours", () => {
  test.each([
    { CI: "true" },
    { FORCE_COLOR: "1", NO_COLOR: "1" },
    { COLORTERM: "truecolor", TERM: "xterm-256color", CI: "1" },
  ])("are never there without a terminal, whatever the environment says (%j)", async (env) => {
    controller.on(routes.speakers.listSpeakers, town.page(town.agedSpeakers()));
    const result = await desk.run(["ls"], { env });
    expect(result.stdout).toContain("东村1号");
    expect(result.stdout + result.stderr).not.toContain("\u001b");
    const refused = await desk.run(["bogus"], { env });
    expect(refused.stderr).not.toContain("\u001b");
  });
});

describe("a name that would move the cursor", () => {
  test("cannot: control characters are left out", async () => {
    const name = "\u001b]0;owned\u0007\u001b[2J\u009b31mhorn\r\nrow";
    controller.on(routes.speakers.listSpeakers, town.page([{ ...town.speakers[0]!, name }]));
    const text = await desk.run(["ls"]);
    expect(text.stdout).not.toMatch(CONTROL);
    expect(text.stdout.trimEnd().split("\n")).toHaveLength(3);
    // The document holds what the controller said.
    expect((await desk.run(["ls", "--json"])).json[0].name).toBe(name);
  });
});

describe("the command line", () => {
  test.each([
    ["usage-unknown-command", ["bogus"]],
    ["usage-unknown-option", ["talk", "--bogus"]],
    ["usage-missing-argument", ["show"]],
    ["usage-missing-option", ["speaker", "add", "--site", "dongcun"]],
    ["usage-missing-subcommand", ["speaker"]],
    ["usage-too-many-arguments", ["status", "now"]],
    ["usage-bad-gain", ["talk", "--to", "all", "--gain", "3"]],
    ["usage-bad-chime", ["talk", "--to", "all", "--chime", "gong"]],
    ["usage-bad-priority", ["play", "a.wav", "--to", "all", "--priority", "4x"]],
    ["usage-bad-place", ["speaker", "add", "--site", "s", "--name", "n", "--out", "f", "--at", "91,0"]],
    ["usage-bad-count", ["speaker", "add", "--site", "s", "--name", "n", "--at", "1,1", "--count", "0"]],
    ["usage-bad-days", ["token", "add", "t", "--act", "see", "--days", "401"]],
    ["usage-bad-act", ["token", "add", "t", "--act", "sing"]],
    ["usage-bad-max-priority", ["role", "add", "li", "operator", "--site", "s", "--max-priority", "80"]],
    ["usage-bad-role", ["role", "add", "li", "boss", "--site", "s"]],
    ["usage-bad-limit", ["history", "--limit", "501"]],
    ["usage-bad-since", ["history", "--since", "yesterday"]],
    ["usage-bad-broker", ["broker", "export", "emqx", "--out", "x"]],
    ["usage-bad-kind", ["town", "apply", "t.csv", "--kind", "horns"]],
    ["usage-stop-what", ["stop"]],
    ["usage-recording-to-stdout", ["recording", town.BROADCAST, "--out", "-"]],
    ["usage-ls-rooms-of-a-site", ["ls", "rooms", "--site", "s"]],
    ["usage-talk-to-a-file-name", ["talk", "--to", "all", "speech.wav"]],
  ])("%s exits 2 with one document, or one line and the way on", async (name, args) => {
    const typed = [...args, "--json"];
    const result = await desk.run(typed);
    expectJsonGolden(name, desk, typed, result);
    expect(result.code).toBe(2);
    expect(result.stderr).toBe("");
    expect(controller.asked).toEqual([]);
  });

  test("a person gets one line and the way on", async () => {
    const args = ["talk", "--to", "all", "--gain", "3"];
    expectTextGolden("usage", desk, args, await desk.run(args));
    const missing = ["speaker"];
    expectTextGolden("usage-missing-subcommand", desk, missing, await desk.run(missing));
    const none: string[] = [];
    const result = await desk.run(none);
    expect(result.stdout).toBe("");
    expect(result.stderr).toContain("Usage: dalaba");
    expect(result.code).toBe(2);
  });
});

describe("help", () => {
  test("of every command is held, with examples, and goes to stdout", () => {
    const texts: string[] = [];
    const visit = (command: ReturnType<typeof createProgram>): void => {
      let text = "";
      command.configureOutput({
        writeOut: (part) => {
          text += part;
        },
        getOutHelpWidth: () => 100,
      });
      command.outputHelp();
      texts.push(text);
      if (command.commands.length === 0 || command.parent === null)
        expect(text, command.name()).toContain("\nExamples:\n  ");
      expect(command.description(), command.name()).not.toBe("");
      for (const child of command.commands) visit(child);
    };
    visit(createProgram());
    expectGolden("help.txt", texts.join(`\n${"-".repeat(100)}\n`));
  });

  test.each([[["--help"]], [["talk", "-h"]], [["help", "speaker", "add"]]])(
    "%j goes to stdout, exits 0, and is one document with --json",
    async (args) => {
      const text = await desk.run(args);
      expect(text).toMatchObject({ code: 0, stderr: "" });
      expect(text.stdout).toContain("Examples:");
      const shown = await desk.run([...args, "--json"]);
      expect(shown.json.help).toBe(text.stdout.trimEnd());
      expect(shown.code).toBe(0);
    },
  );

  test("of a command that is not there is a usage failure", async () => {
    expect((await desk.run(["help", "bogus", "--json"])).json.error.code).toBe("usage");
  });

  test("and the version come as JSON when asked", async () => {
    const version = await desk.run(["--version", "--json"]);
    expect(version.json).toEqual({ version: "0.1.0" });
    expect((await desk.run(["-V"])).stdout).toBe("0.1.0\n");
  });
});

describe("docs/cli.md", () => {
  const text = readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8");

  test("tells of every command", () => {
    const visit = (command: ReturnType<typeof createProgram>, path: string): void => {
      for (const child of command.commands) visit(child, `${path} ${child.name()}`);
      if (command.commands.length > 0) return;
      const [, first, second] = path.split(" ");
      // A table may list the commands of a group once: `dalaba user add`, `ls`, `rm`.
      const line = text
        .split("\n")
        .find((each) => each.includes(`dalaba ${first}`) && each.includes(second ?? ""));
      expect(line, path).toBeDefined();
    };
    visit(createProgram(), "dalaba");
  });

  test.each(Object.values(EXIT))("tells of exit code %i", (code) => {
    expect(text).toMatch(new RegExp(`^\\| ${code} \\| \\S`, "m"));
  });

  test("shows documents as they are", () => {
    const documents = [...text.matchAll(/```json\n([\s\S]+?)```/g)].map(([, body]) =>
      JSON.parse(body as string),
    );
    const keys = (value: object): string[] => Object.keys(value);
    expect(keys(documents[0].error)).toEqual(["code", "detail", "next", "params"]);
    expect(keys(documents[1])).toEqual(keys(town.allPlayed));
    expect(keys(documents[1].skewMs)).toEqual(keys(town.allPlayed.skewMs));
  });
});

describe("stopping", () => {
  const stop = ["stop", town.BROADCAST];

  test("one broadcast", async () => {
    controller.on(routes.broadcasts.stopBroadcast, { stopped: [town.BROADCAST] });
    expectTextGolden("stop", desk, stop, await desk.run(stop));
    expectJsonGolden("stop", desk, [...stop, "--json"], await desk.run([...stop, "--json"]));
  });

  test("one that has ended is silent already: no failure", async () => {
    controller.refuse(routes.broadcasts.stopBroadcast, "broadcast-ended", `${town.BROADCAST} is not on air`);
    const args = [...stop, "--json"];
    const result = await desk.run(args);
    expectJsonGolden("stop-ended", desk, args, result);
    expect(result.code).toBe(0);
  });

  test("one that nobody knows: 4; one that is not yours: 3", async () => {
    controller.refuse(routes.broadcasts.stopBroadcast, "broadcast-unknown", `no broadcast ${town.BROADCAST}`);
    expect((await desk.run([...stop, "--json"])).code).toBe(4);
    controller.refuse(routes.broadcasts.stopBroadcast, "priority-too-high", "70 is above 60", {
      highest: 60,
    });
    const result = await desk.run([...stop, "--json"]);
    expect(result.json.error.params).toEqual({ highest: 60 });
    expect(result.code).toBe(3);
  });

  test("all, of which one may not be stopped: 3, and which", async () => {
    const args = ["stop", "--all"];
    controller.on(routes.broadcasts.stopAll, {
      stopped: [town.BROADCAST],
      refused: [{ broadcast: "0000000000000002", code: "outside-your-sites" }],
    });
    const text = await desk.run(args);
    expectTextGolden("stop-all", desk, args, text);
    expect(text.code).toBe(3);
    expectJsonGolden("stop-all", desk, [...args, "--json"], await desk.run([...args, "--json"]));
    controller.on(routes.broadcasts.stopAll, { stopped: [], refused: [] });
    expect(await desk.run(args)).toMatchObject({ code: 0, stdout: "nothing was on air that you may stop\n" });
  });
});

describe("a recording", () => {
  const ogg = (text: string): FakeController =>
    controller.raw(routes.broadcasts.playRecording, (_, response) =>
      response.writeHead(200, { "content-type": "audio/ogg" }).end(text),
    );

  test("goes to stdout as it is", async () => {
    ogg("OggS");
    expect(await desk.run(["recording", town.BROADCAST, "--out", "-"])).toMatchObject({
      code: 0,
      stdout: "OggS",
    });
  });

  test("that breaks off leaves no file that looks whole", async () => {
    controller.raw(routes.broadcasts.playRecording, (_, response) => {
      response.writeHead(200, { "content-type": "audio/ogg", "content-length": "1000" });
      response.write("OggS");
      setTimeout(() => response.destroy(), 50);
    });
    const result = await desk.run(["recording", town.BROADCAST, "--json"]);
    expect(result.json.error).toMatchObject({
      ...{ code: "no-controller", detail: expect.stringContaining("broke off") },
    });
    expect(result.code).toBe(7);
    expect(() => readFileSync(join(desk.folder, `${town.BROADCAST}.opus`))).toThrow("ENOENT");
  });

  test("without a byte is said so", async () => {
    ogg("");
    const result = await desk.run(["recording", town.BROADCAST, "--json"]);
    expect(result.json.error.code).toBe("recording-empty");
    expect(() => readFileSync(join(desk.folder, `${town.BROADCAST}.opus`))).toThrow("ENOENT");
  });
});
