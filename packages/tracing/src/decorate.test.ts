import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SpanData, WorkflowSpanProcessor } from '@openbox/spans';
import { testIdentity } from '@openbox/spans/testing';
import ts from 'typescript';
import { traced } from './traced';

interface Payments {
  charge(amount: number): Promise<number>;
  refund(amount: number): number;
  quote(amount: number): number;
  secret(): number;
}

interface PaymentsClass {
  new (): Payments;
  fees(): string;
}

const SOURCE = `
class Payments {
  #rate = 2;
  @traced async charge(amount) { return amount * this.#rate; }
  @traced({ name: 'refund-payment', captureResult: false }) refund(amount) { return amount; }
  @traced() quote(amount) { return amount + 1; }
  @traced({ module: 'shop' }) secret() { return this.#rate; }
  @traced static fees() { return this.name; }
  FIELD
}
Payments;
`;

const FIELD = `@traced({ name: 'field' }) arrow = (amount) => amount + this.#rate;`;

function compile(experimentalDecorators: boolean): PaymentsClass {
  const source = SOURCE.replace('FIELD', experimentalDecorators ? '' : FIELD);
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, experimentalDecorators },
  });
  const run: unknown = Reflect.apply(Function, undefined, [
    'traced',
    outputText.replace(/^Payments;$/m, 'return Payments;'),
  ]);
  return (run as (decorator: unknown) => PaymentsClass)(traced);
}

async function spansOf(fn: () => unknown): Promise<SpanData[]> {
  const processor = new WorkflowSpanProcessor();
  const scope = processor.startActivity(testIdentity());
  await processor.runActivity(scope, fn);
  return scope.finish().slice(1);
}

describe.each([
  ['standard', false],
  ['legacy', true],
])('traced as a %s decorator', (_, experimentalDecorators) => {
  const Class = compile(experimentalDecorators);

  it('records methods, bare and with options, and keeps this', async () => {
    const results: unknown[] = [];
    const spans = await spansOf(async () => {
      const payments = new Class();
      results.push(
        await payments.charge(3),
        payments.refund(4),
        payments.quote(5),
        payments.secret(),
        Class.fees(),
      );
    });
    expect(results).toEqual([6, 4, 6, 2, 'Payments']);
    expect(
      spans.map(({ name, attributes }) => [
        name,
        attributes['code.function'],
        attributes['code.namespace'],
        attributes['function.result'],
      ]),
    ).toEqual([
      ['charge', 'charge', 'Payments', '6'],
      ['refund-payment', 'refund', 'Payments', undefined],
      ['quote', 'quote', 'Payments', '6'],
      ['secret', 'secret', 'shop', '2'],
      ['fees', 'fees', 'Payments', 'Payments'],
    ]);
  });

  it('leaves methods methods: on the prototype, not enumerable, with their name', () => {
    const descriptor = Object.getOwnPropertyDescriptor(Class.prototype, 'charge');
    expect(descriptor).toMatchObject({ enumerable: false, writable: true });
    expect(Object.keys(new Class()).filter((key) => key !== 'arrow')).toEqual([]);
    expect(new Class().charge.name).toBe('charge');
  });
});

describe('traced as a standard decorator', () => {
  it('records a field that holds a function', async () => {
    const payments: unknown = new (compile(false))();
    const arrow: unknown = Reflect.get(Object(payments) as object, 'arrow');
    const spans = await spansOf(() => Reflect.apply(arrow as (amount: number) => number, undefined, [1]));
    expect(spans.map((span) => [span.name, span.attributes['function.result']])).toEqual([['field', '3']]);
  });

  it.each([
    ['class', WorkflowSpanProcessor],
    ['accessor', { get: () => 1, set: () => undefined }],
  ])('refuses a %s', (kind, value) => {
    const context = { kind, name: 'x', addInitializer: () => undefined };
    expect(() => {
      Reflect.apply(traced, undefined, [value, context]);
    }).toThrow(`not a ${kind}`);
  });

  it('refuses a field that holds none', () => {
    const context = { kind: 'field', name: 'x', addInitializer: () => undefined };
    const initialize: unknown = Reflect.apply(traced, undefined, [undefined, context]);
    expect(() => (initialize as (value: unknown) => unknown)(7)).toThrow('x holds none');
  });
});

describe('traced as a legacy decorator', () => {
  it('refuses what is no method', () => {
    expect(() => {
      Reflect.apply(traced, undefined, [{}, 'field']);
    }).toThrow('field is no method');
  });
});

describe('the types', () => {
  const CASES = `
    import { traced, createSpan } from '@openbox/tracing';
    const add = traced((a: number, b: number) => a + b);
    const sum: number = add(1, 2);
    // @ts-expect-error the arguments keep their types
    add('1', 2);
    const later: Promise<string> = traced('later', async (x: string) => x)('x');
    const span: number = createSpan('n', (s) => { s.setAttribute('a', 1); return 1; });
    const promised: Promise<number> = createSpan('n', { a: 1 }, async () => 1);
    export class Service {
      @traced async run(x: string): Promise<string> { return x; }
      @traced({ captureArgs: false }) stop(): number { return sum + span; }
    }
    export { later, promised };
  `;

  it.each([true, false])(
    'hold in a program (experimentalDecorators: %p)',
    (experimentalDecorators) => {
      const folder = mkdtempSync(join(tmpdir(), 'openbox-tracing-'));
      try {
        writeFileSync(join(folder, 'case.ts'), CASES);
        const options = {
          strict: true,
          noEmit: true,
          module: 'node20',
          target: 'es2022',
          skipLibCheck: true,
          experimentalDecorators,
          types: ['node'],
          typeRoots: [join(__dirname, '../../../node_modules/@types')],
          paths: {
            '@openbox/tracing': [join(__dirname, 'index.ts')],
            '@openbox/*': [join(__dirname, '../../*')],
          },
        };
        writeFileSync(
          join(folder, 'tsconfig.json'),
          JSON.stringify({ compilerOptions: options, files: ['case.ts'] }),
        );
        const tsc = require.resolve('typescript/bin/tsc');
        expect(execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })).toBe('');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    60_000,
  );
});
