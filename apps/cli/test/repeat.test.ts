import { routes } from "@dalaba/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Case, holdContract } from "./contract.test-support";
import { FakeController } from "./fake-controller.test-support";
import * as town from "./fixtures.test-support";
import { Desk } from "./run-cli.test-support";

const AGAIN = "7c1d72e4bab0f985";

const cases: Case[] = [
  {
    name: "repeat",
    args: ["repeat", town.BROADCAST, "--why", "台风"],
    given: (c) =>
      c
        .on(routes.broadcasts.repeatBroadcast, town.repeated)
        .on(routes.broadcasts.showResult, { ...town.somePlayed, broadcastId: AGAIN }),
    after(c, _desk, result) {
      const [asked] = c.of(routes.broadcasts.repeatBroadcast);
      expect(asked?.body).toEqual({ to: "failed", why: "台风" });
      expect(c.of(routes.broadcasts.showResult)[0]?.params).toEqual({ id: AGAIN });
      expect(result.code).toBe(5);
    },
  },
  {
    name: "repeat-nobody-left",
    args: ["repeat", town.BROADCAST, "--to", "busy"],
    given: (c) =>
      c.refuse(routes.broadcasts.repeatBroadcast, "nothing-to-repeat", "nothing else held any target", {
        broadcast: town.BROADCAST,
        to: "busy",
        gone: [],
      }),
    after: (c) => expect(c.of(routes.broadcasts.repeatBroadcast)[0]?.body).toEqual({ to: "busy" }),
  },
];

holdContract("dalaba repeat", cases);

describe("Ctrl-C in a repetition", () => {
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

  test("stops it at the controller, and the receipts still come in", async () => {
    let stopped = false;
    controller.on(routes.broadcasts.repeatBroadcast, town.repeated);
    controller.on(routes.broadcasts.stopBroadcast, ({ params }) => {
      stopped = true;
      return { stopped: [params.id as string] };
    });
    controller.raw(routes.broadcasts.showResult, (_, response) => {
      const settle = setInterval(() => {
        if (!stopped) return;
        clearInterval(settle);
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ ...town.somePlayed, broadcastId: AGAIN }));
      }, 20);
    });
    const running = desk.start(["repeat", town.BROADCAST, "--json"]);
    await running.said("again, to 2 speakers");
    running.child.kill("SIGINT");
    const result = await running.done;
    expect(result.code).toBe(130);
    expect(result.json.broadcastId).toBe(AGAIN);
    expect(controller.of(routes.broadcasts.stopBroadcast)[0]?.params).toEqual({ id: AGAIN });
  });
});
