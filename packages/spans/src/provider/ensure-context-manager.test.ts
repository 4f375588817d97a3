import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ensureContextManager } from './ensure-context-manager';

afterEach(() => {
  context.disable();
});

describe('ensureContextManager', () => {
  it('installs one that follows asynchronous code, once', async () => {
    const key = createContextKey('test');
    expect(ensureContextManager()).toBe(true);
    expect(ensureContextManager()).toBe(false);
    const seen = await context.with(ROOT_CONTEXT.setValue(key, 'value'), async () => {
      await Promise.resolve();
      return context.active().getValue(key);
    });
    expect(seen).toBe('value');
  });

  it('leaves one that the program has set in place', () => {
    const manager = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(manager);
    expect(ensureContextManager()).toBe(false);
    const inside = ROOT_CONTEXT.setValue(createContextKey('x'), 1);
    expect(manager.with(inside, () => context.active())).toBe(inside);
  });
});
