import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeController } from "./fake-controller.test-support";
import { expectJsonGolden, expectTextGolden } from "./golden.test-support";
import { type CliResult, Desk, type RunOptions } from "./run-cli.test-support";

/** One command line, what the controller answers, and what must have come of it beside the golden files. */
export interface Case {
  /** Of the golden files; a title, too. */
  readonly name: string;
  readonly args: readonly string[];
  given?(controller: FakeController, desk: Desk): void;
  readonly run?: RunOptions;
  after?(controller: FakeController, desk: Desk, result: CliResult): void;
  /** Only one of the two ways to see it is frozen. */
  readonly only?: "json" | "text";
}

/** Runs each case by itself, with `--json` and as a person sees it, and holds both to their golden files. */
export function holdContract(title: string, cases: readonly Case[]): void {
  describe(title, () => {
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
    for (const each of cases) {
      for (const kind of ["json", "text"] as const) {
        if (each.only !== undefined && each.only !== kind) continue;
        test(`${each.name} (${kind})`, async () => {
          each.given?.(controller, desk);
          const args = kind === "json" ? [...each.args, "--json"] : each.args;
          const result = await desk.run(args, each.run);
          expect(controller.faults).toEqual([]);
          (kind === "json" ? expectJsonGolden : expectTextGolden)(each.name, desk, args, result);
          each.after?.(controller, desk, result);
        });
      }
    }
  });
}
