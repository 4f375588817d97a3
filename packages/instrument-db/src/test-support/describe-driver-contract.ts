import { randomBytes } from 'node:crypto';
import { registerInstrumentations, WorkflowSpanProcessor, type Capture } from '@openbox/spans';
import { InMemoryGate } from '@openbox/spans/testing';
import { instrumentDatabase } from '../databases';
import { ImmediateGate } from './immediate-gate';
import { outcomeOf, runInActivity, runStatements } from './activity-run';
import { describeWithServer } from './describe-with-server';
import type { DriverContract, DriverSession } from './driver-contract';
import { RecordingProxy } from './recording-proxy';
import { callForms } from './call-forms';
import { TurnsGate } from './turns-gate';

// Jest's own types say `any`.
const anything: unknown = expect.anything();
const anyText: unknown = expect.any(String);

function containing(fields: object): unknown {
  return expect.objectContaining({ ...fields });
}

const refusal: unknown = expect.stringContaining('not this one');

const SECRET = 'text that belongs to the program';

/** What holds for every driver, in every version and calling style. */
export function describeDriverContract(driver: DriverContract): void {
  describeWithServer(driver.server, `${driver.library} ${driver.version}`, (url) => {
    let session: DriverSession;
    let spans: WorkflowSpanProcessor;
    let capture: Capture | undefined;
    let proxy: RecordingProxy;

    async function open(): Promise<DriverSession> {
      return driver.open(proxy.url, `t_${randomBytes(6).toString('hex')}`);
    }
    function enable(): void {
      capture = registerInstrumentations(spans, [instrumentDatabase(driver.library, driver.exports)]);
    }

    beforeEach(async () => {
      spans = new WorkflowSpanProcessor();
      proxy = await RecordingProxy.start(url);
      session = await open();
    });

    afterEach(async () => {
      capture?.shutdown();
      capture = undefined;
      await session.close();
      await proxy.close();
    });

    it('lets every program end as it does without us, and records each operation once', async () => {
      for (const [title, program] of Object.entries(session.programs)) {
        const expected = await outcomeOf(program.run);
        enable();
        const gates = [undefined, new InMemoryGate(), new TurnsGate(10)];
        for (const gate of gates) {
          const { outcome, spans: recorded } = await runStatements(spans, gate, program.run);
          expect([title, outcome]).toEqual([title, expected]);
          expect([title, recorded.map(({ name }) => name)]).toEqual([title, program.spans]);
        }
        capture?.shutdown();
      }
    });

    // covers: 149, 153, 154, W54, W55
    it('records every calling style with the attributes of the specification, and none of its values', async () => {
      enable();
      for (const [style, { write, operation, statement, before = [], after = [] }] of Object.entries(
        session.writes,
      )) {
        const { outcome, spans: recorded } = await runStatements(spans, new InMemoryGate(), () =>
          write(SECRET),
        );
        expect([style, outcome]).toEqual([style, { returned: anything }]);
        expect([style, recorded.map(({ name }) => name)]).toEqual([style, [...before, operation, ...after]]);
        expect([style, recorded[before.length]]).toEqual([
          style,
          containing({
            name: operation,
            kind: 'CLIENT',
            status: { code: 'UNSET', description: null },
            attributes: {
              ...driver.attributes,
              'db.operation': operation,
              'db.statement': statement,
              'net.peer.name': '127.0.0.1',
              'net.peer.port': proxy.port,
            },
          }),
        ]);
        expect(JSON.stringify(recorded)).not.toContain(SECRET);
      }
      expect(await session.stored()).toEqual(Object.keys(session.writes).map(() => SECRET));
    });

    // covers: 151, W34, W54, W55, M1
    it('keeps what is refused from the server, in every calling style, and the connection usable', async () => {
      enable();
      for (const [style, { write, operation, statement, before = [] }] of Object.entries(session.writes)) {
        for (const Gate of [InMemoryGate, ImmediateGate]) {
          const gate = new Gate(({ name }) =>
            name === operation ? { verdict: 'block', reason: 'not this one' } : undefined,
          );
          const { outcome, spans: recorded } = await runStatements(spans, gate, () => write(SECRET));
          expect([style, outcome]).toEqual([style, { threw: containing({ message: refusal }) }]);
          expect([style, recorded.filter(({ name }) => name === operation)]).toEqual([
            style,
            [containing({ attributes: containing({ 'governance.blocked': true, error: true }) })],
          ]);
          expect(gate.completed.map(({ name }) => name)).not.toContain(operation);
          expect(await session.stored()).toEqual([]);
        }
        // Neither the text, nor the statement that it would have been sent with, unless that was prepared before.
        const seen = [SECRET, ...(before.includes('PREPARE') ? [] : [statement])].map((sent) =>
          proxy.hasSeen(sent),
        );
        expect([style, ...new Set(seen)]).toEqual([style, false]);
      }
      for (const { write } of Object.values(session.writes)) await write('after');
      expect(await session.stored()).toEqual(Object.keys(session.writes).map(() => 'after'));
    });

    it('lets the gate tell one action from another without its values', async () => {
      enable();
      for (const [style, { write, operation, carriesData = false }] of Object.entries(session.writes)) {
        const digests: unknown[] = [];
        for (const text of [SECRET, 'another text', SECRET]) {
          const gate = new InMemoryGate();
          await runInActivity(spans, gate, () => write(text));
          const asked = gate.started.find(({ name }) => name === operation);
          digests.push(Object.assign({ valuesDigest: undefined }, asked?.facts).valuesDigest);
          expect(JSON.stringify(asked)).not.toContain(SECRET);
        }
        const [first, second, third] = digests;
        expect([style, first]).toEqual([style, third]);
        // What is streamed behind a statement is not known when the statement is decided on.
        expect([style, first === second]).toEqual([style, carriesData]);
      }
    });

    it('has its calling styles in the README', () => {
      expect(callForms(driver)).toEqual(Object.keys(session.writes));
    });

    it('keeps the order of what is not awaited, whichever verdict comes first', async () => {
      enable();
      const texts = ['a', 'b', 'c', 'd', 'e'];
      const { outcome, spans: recorded } = await runStatements(spans, new TurnsGate(15), () =>
        session.writeAll(texts),
      );
      expect(outcome).toEqual({ returned: anything });
      expect(await session.stored()).toEqual(texts);
      expect(recorded).toHaveLength(texts.length);
    });

    // covers: 152
    it('describes the error of the server and hands it on as it is', async () => {
      const [, error] = Object.entries(session.programs).find(([title]) => title === 'error') ?? [];
      enable();
      const gate = new InMemoryGate();
      const { spans: recorded } = await runInActivity(spans, gate, error?.run ?? (() => Promise.resolve()));
      expect(recorded.at(-1)).toMatchObject({
        status: { code: 'ERROR' },
        attributes: { error: true, 'error.type': anyText, 'error.message': anyText },
      });
      expect(gate.completed.at(-1)?.error).toEqual(anyText);
    });

    it('sees connections that were opened before, only in activities of its own, and no more when it ended', async () => {
      enable();
      const other = new WorkflowSpanProcessor();
      const [style] = Object.values(session.writes);
      const write = (): Promise<unknown> => style?.write('x') ?? Promise.resolve();
      expect((await runInActivity(spans, undefined, write)).spans).toHaveLength(1);
      expect((await runInActivity(other, undefined, write)).spans).toEqual([]);
      const second = registerInstrumentations(other, [instrumentDatabase(driver.library, driver.exports)]);
      expect((await runInActivity(other, undefined, write)).spans).toHaveLength(1);
      capture?.shutdown();
      expect((await runInActivity(spans, undefined, write)).spans).toEqual([]);
      expect((await runInActivity(other, undefined, write)).spans).toHaveLength(1);
      second.shutdown();
      expect((await runInActivity(other, undefined, write)).spans).toEqual([]);
    });
  });
}
