import type { TalkReply } from "@dalaba/api";
import type { Credentials } from "@dalaba/protocol";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { needsProgram } from "../../../.ci/test/needs-program";
import { TestSender } from "./air/test-sender.test-support";
import { RealBroker } from "./broker/real-broker.test-support";
import { TestTownOnAir } from "./town-on-air.test-support";

const TOWN = `version: 1
coordinates: wgs84
sites: [{ id: town, name: 镇, timeZone: Asia/Shanghai }]
speakers:
  - { id: one, name: 一号, site: town, at: [23.03, 113.47] }
  - { id: two, name: 二号, site: town, at: [23.03, 113.41] }
`;

needsProgram("mosquitto")("a town behind its own mosquitto", () => {
  let town: TestTownOnAir;
  let broker: RealBroker;
  let lines: readonly Credentials[];
  let files: Record<string, string>;

  beforeEach(async () => {
    town = await TestTownOnAir.start();
    broker = await RealBroker.reserve();
    await town.call("POST", "/town/apply", TOWN, { "content-type": "text/yaml" });
    lines = (
      await town.call<{ credentials: Credentials[] }>("POST", "/speakers/credentials", { to: ["all"] })
    ).body.credentials;
    const folder = encodeURIComponent(broker.folder);
    const exported = await town.call<{ files: Record<string, string> }>(
      "GET",
      `/broker/mosquitto?folder=${folder}`,
    );
    ({ files } = exported.body);
    files["dalaba.conf"] = (files["dalaba.conf"] as string).replace(
      /^listener .*$/m,
      `listener ${broker.port} 127.0.0.1`,
    );
  });
  afterEach(async () => {
    await town.stop();
    await broker.stop();
  });

  /** What the export says DALABA_MQTT_URL is, at the port of this test. */
  const mqttUrl = () => {
    const url = new URL(/^DALABA_MQTT_URL=(.*)$/m.exec(files["dalaba.env"] as string)?.[1] as string);
    url.port = String(broker.port);
    return url.href;
  };
  const codes = () => town.controller.troubles.all().map(({ code }) => code);

  it("is ready with the exported files, and is heard and counted as before", async () => {
    await broker.run(files);
    await town.restart(mqttUrl());
    await vi.waitFor(() => expect(codes()).toEqual(["root-not-ejected"]), 15_000);
    const speaker = await town.connect(lines[0] as Credentials, broker.port);
    const { body: talk } = await town.call<TalkReply>("POST", "/talks", {
      kind: "talk",
      to: ["speaker:one"],
    });
    const uplink = new URL(talk.url);
    const sender = await TestSender.open(Number(uplink.port), uplink.searchParams.get("ticket") as string);
    sender.say({ type: "start", source: "file" });
    await sender.told("ready");
    sender.stream();
    const [offer] = await speaker.offered();
    await vi.waitFor(() => expect(speaker.audio.length).toBeGreaterThan(20), 8000);
    sender.stop();
    sender.say({ type: "end" });
    await sender.told("ended");
    const firstSampleAtUs = (offer?.order.t0Us ?? 0) + (offer?.order.delayUs.lan ?? 0);
    await speaker.receipt(talk.broadcast, { firstSampleAtUs, played: sender.sent });
    const { body } = await town.call("GET", `/broadcasts/${talk.broadcast}/result?wait=30000`);
    expect(body).toMatchObject({ targets: 1, played: 1 });
  });

  it("is not ready while the broker lets a speaker publish what it must not", async () => {
    await broker.run({
      ...files,
      "dalaba.acl": `${files["dalaba.acl"]}\nuser dalaba-probe\ntopic write pa/keys\n`,
    });
    await town.restart(mqttUrl());
    await vi.waitFor(() => expect(codes()).toContain("broker-rights-open"), 15_000);
    const ready = await fetch(`${town.controller.url}/readyz`);
    expect(ready.status).toBe(503);
    const shown = await town.call<{ problems: { code: string; params: { open: string[] } }[] }>(
      "GET",
      "/status",
    );
    const { problems } = shown.body;
    const open = problems.find(({ code }) => code === "broker-rights-open");
    expect(open?.params.open).toEqual(["publish pa/keys"]);
  });
});
