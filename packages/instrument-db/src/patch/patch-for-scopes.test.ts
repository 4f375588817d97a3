import { patchForScopes, type MakeWrapper } from './patch-for-scopes';

class Base {
  greet(name: string): string {
    return `hello ${name}`;
  }
}
class Derived extends Base {}

const counting = (log: string[]): MakeWrapper<object> => {
  return (original) =>
    function (...args) {
      log.push('called');
      return original.apply(this, args);
    };
};

describe('patchForScopes', () => {
  it('keeps name, length and results, patches once, and takes back in any order', () => {
    const before = Object.getOwnPropertyDescriptor(Base.prototype, 'greet');
    const log: string[] = [];
    const undoFirst = patchForScopes(Base.prototype, 'greet', {}, counting(log));
    const undoSecond = patchForScopes(Base.prototype, 'greet', {}, counting(log));
    expect(new Base().greet('you')).toBe('hello you');
    expect(log).toEqual(['called']);
    const patched: unknown = Object.getOwnPropertyDescriptor(Base.prototype, 'greet')?.value;
    expect(patched).toHaveProperty('name', 'greet');
    expect(patched).toHaveProperty('length', 1);
    undoFirst?.();
    undoFirst?.();
    expect(Object.getOwnPropertyDescriptor(Base.prototype, 'greet')?.value).toBe(patched);
    undoSecond?.();
    expect(Object.getOwnPropertyDescriptor(Base.prototype, 'greet')).toEqual(before);
    expect(Object.getOwnPropertySymbols(Base.prototype)).toEqual([]);
  });

  it('leaves an inherited method where it is', () => {
    const undo = patchForScopes(Derived.prototype, 'greet', {}, counting([]));
    expect(Object.hasOwn(Derived.prototype, 'greet')).toBe(true);
    undo?.();
    expect(Object.hasOwn(Derived.prototype, 'greet')).toBe(false);
  });

  it('does nothing where there is no such method', () => {
    expect(patchForScopes({ greet: 'text' }, 'greet', {}, counting([]))).toBeUndefined();
    expect(patchForScopes({}, 'greet', {}, counting([]))).toBeUndefined();
  });
});
