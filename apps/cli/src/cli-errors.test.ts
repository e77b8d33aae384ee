import { readFileSync } from "node:fs";
import { errors, UPLINK_CODES } from "@dalaba/api";
import { describe, expect, test } from "vitest";
import { CLI_CODES, cliErrorOf, uplinkErrors } from "./cli-errors";
import { cliFailure } from "./cli-failure";
import { connectionTo, failureOf } from "./connection";
import { EXIT, exitOfProblem } from "./exit-code";
import { speakerTerms } from "./find";

describe("codes of this command", () => {
  test.each(CLI_CODES)("%s has a row in docs/errors.md", (code) => {
    const text = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
    expect(text).toContain(`| \`${code}\` | ${cliErrorOf(code).title} | `);
  });

  test.each(CLI_CODES)("%s says what to do next", (code) => {
    expect(cliErrorOf(code).title).toMatch(/^\S.*\S$/);
    expect(cliFailure(code, "x").next).not.toBe("");
  });

  test.each(UPLINK_CODES)("%s of the talk uplink has an exit code and a way on", (code) => {
    expect(uplinkErrors[code].next).not.toBe("");
    expect(Object.values(EXIT)).toContain(uplinkErrors[code].exit);
  });
});

describe("codes of the controller", () => {
  const problem = (code: keyof typeof errors) => ({
    ...{ type: "", title: errors[code].title, status: errors[code].status, code, detail: "x y" },
    ...{ params: {}, next: errors[code].next },
  });

  test.each(Object.keys(errors) as (keyof typeof errors)[])("%s ends with a way on", (code) => {
    const failure = failureOf(problem(code), errors[code].status, "http://127.0.0.1:8080");
    expect(failure.next).not.toBe("");
    // A person at a terminal types no HTTP.
    expect(failure.next).not.toMatch(/GET \/api/);
  });

  test.each([
    ["not-signed-in", EXIT.notAllowed],
    ["not-allowed", EXIT.notAllowed],
    ["outside-your-sites", EXIT.notAllowed],
    ["priority-too-high", EXIT.notAllowed],
    ["sign-in-slowed", EXIT.notAllowed],
    ["bad-request", EXIT.usage],
    ["target-malformed", EXIT.usage],
    ["emergency-not-stated", EXIT.usage],
    ["why-needed", EXIT.usage],
    ["town-invalid", EXIT.usage],
    ["operator-exists", EXIT.usage],
    ["target-unknown", EXIT.noTarget],
    ["target-ambiguous", EXIT.noTarget],
    ["target-empty", EXIT.noTarget],
    ["speaker-unknown", EXIT.noTarget],
    ["broadcast-unknown", EXIT.noTarget],
    ["operator-unknown", EXIT.noTarget],
    ["air-unreachable", EXIT.noController],
    ["air-starting", EXIT.noController],
    ["not-a-controller", EXIT.noController],
    ["our-fault", EXIT.ourFault],
    ["no-such-route", EXIT.ourFault],
    ["too-busy", EXIT.ourFault],
    ["disk-full", EXIT.ourFault],
  ] as const)("%s exits %i", (code, exit) => {
    expect(exitOfProblem(code, errors[code].status)).toBe(exit);
  });
});

test("a route is asked with the token, under the address it was given", async () => {
  const answer = await connectionTo("http://127.0.0.1:1", undefined).ask(
    (await import("@dalaba/api")).routes.health.alive,
  );
  expect(answer).toMatchObject({ ok: false, status: 0, problem: { code: "controller-unreachable" } });
});

test("where only speakers can stand a bare id or name is one; what says its kind stays", () => {
  expect(speakerTerms("a-1+site:东村 + all+喇叭1号+near：23,113")).toEqual([
    ...["speaker:a-1", "site:东村", "all", "speaker:喇叭1号", "near：23,113"],
  ]);
});
