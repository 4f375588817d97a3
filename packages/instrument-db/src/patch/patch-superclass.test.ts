import { isObject } from './reflection';
import { patchSuperclass, type AroundConstruction } from './patch-superclass';

class Base {
  static kind(): string {
    return 'base';
  }
  readonly made: string;
  constructor(made: string) {
    this.made = made;
  }
}
class Derived extends Base {}
class Further extends Derived {}

const counting = (log: unknown[]): AroundConstruction => {
  return (_scopes, args, construct) => {
    log.push(args);
    return construct();
  };
};

describe('patchSuperclass', () => {
  it('stands around the making of instances, once, and is taken back in any order', () => {
    const log: unknown[] = [];
    const undoFirst = patchSuperclass(Derived, {}, counting(log));
    const undoSecond = patchSuperclass(Derived, {}, counting(log));
    const made = new Further('a');
    expect(log).toEqual([['a']]);
    expect(made).toBeInstanceOf(Base);
    expect(Object.getPrototypeOf(made)).toBe(Further.prototype);
    expect([made.made, Derived.kind()]).toEqual(['a', 'base']);
    undoFirst?.();
    undoFirst?.();
    expect(new Derived('b').made).toBe('b');
    expect(log).toHaveLength(2);
    undoSecond?.();
    expect(new Derived('c').made).toBe('c');
    expect(log).toHaveLength(2);
    expect(Object.getPrototypeOf(Derived)).toBe(Base);
    expect(Object.getOwnPropertySymbols(Derived)).toEqual([]);
  });

  it('hands on what the constructor throws, and does nothing where there is no superclass', () => {
    const undo = patchSuperclass(Derived, {}, (_scopes, _args, construct) => {
      construct();
      throw new Error('not made');
    });
    expect(() => new Derived('a')).toThrow('not made');
    undo?.();
    expect(patchSuperclass({}, {}, (_scopes, _args, construct) => construct())).toBeUndefined();
    expect(isObject(new Derived('b'))).toBe(true);
  });
});
