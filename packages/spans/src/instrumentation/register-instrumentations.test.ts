import { context, trace } from '@opentelemetry/api';
import { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import type { GovernedInstrumentation } from './governed-instrumentation';
import { registerInstrumentations } from './register-instrumentations';

afterEach(() => {
  trace.disable();
  context.disable();
});

function recorded(name: string, log: string[]): GovernedInstrumentation {
  return {
    name,
    enable: () => {
      log.push(`${name} on`);
      return () => {
        log.push(`${name} off`);
      };
    },
  };
}

describe('registerInstrumentations', () => {
  it('switches all on, and off in reverse, once', () => {
    const log: string[] = [];
    const capture = registerInstrumentations(new WorkflowSpanProcessor(), [
      recorded('a', log),
      recorded('b', log),
    ]);
    expect(trace.getTracer('user').startSpan('seen').isRecording()).toBe(true);
    capture.shutdown();
    capture.shutdown();
    expect(log).toEqual(['a on', 'b on', 'b off', 'a off']);
    expect(trace.getTracer('user').startSpan('unseen').isRecording()).toBe(false);
  });

  it('leaves nothing on where one cannot be switched on', () => {
    const log: string[] = [];
    const broken: GovernedInstrumentation = {
      name: 'broken',
      enable: () => {
        throw new Error('no such library');
      },
    };
    expect(() => registerInstrumentations(new WorkflowSpanProcessor(), [recorded('a', log), broken])).toThrow(
      'no such library',
    );
    expect(log).toEqual(['a on', 'a off']);
  });

  it('goes on switching off where one fails', () => {
    const log: string[] = [];
    const failing: GovernedInstrumentation = {
      name: 'failing',
      enable: () => () => {
        throw new Error('cannot restore');
      },
    };
    registerInstrumentations(new WorkflowSpanProcessor(), [recorded('a', log), failing]).shutdown();
    expect(log).toEqual(['a on', 'a off']);
  });
});
