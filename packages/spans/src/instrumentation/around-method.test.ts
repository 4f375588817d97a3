import type * as AroundMethodModule from './around-method';
import { aroundMethod, type Around } from './around-method';

class Greeter {
  readonly name = 'you';
  greet(greeting: string): string {
    return `${greeting} ${this.name}`;
  }
}

const original = Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet');

function adding(text: string): Around {
  return (_self, args, next) => `${String(next(args))}${text}`;
}

function expectOriginal(): void {
  expect(Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet')).toEqual(original);
  expect(Object.getOwnPropertySymbols(Greeter.prototype)).toEqual([]);
}

describe('aroundMethod', () => {
  it('stands around the method of all its owners, and puts it back with the last, in any order', () => {
    const first = aroundMethod(Greeter.prototype, 'greet', {}, adding('!'));
    const second = aroundMethod(Greeter.prototype, 'greet', {}, adding('?'));
    expect(new Greeter().greet('hello')).toBe('hello you!?');
    first?.();
    first?.();
    expect(new Greeter().greet('hello')).toBe('hello you?');
    second?.();
    expect(new Greeter().greet('hello')).toBe('hello you');
    expectOriginal();
  });

  it('counts how often one owner asked', () => {
    const owner = {};
    const undo = [1, 2].map(() => aroundMethod(Greeter.prototype, 'greet', owner, adding('!')));
    expect(new Greeter().greet('hello')).toBe('hello you!');
    undo[0]?.();
    expect(new Greeter().greet('hello')).toBe('hello you!');
    undo[1]?.();
    expectOriginal();
  });

  it('keeps name and length, and may change arguments', () => {
    const undo = aroundMethod(Greeter.prototype, 'greet', {}, (_self, _args, next) => next(['bye']));
    expect([Greeter.prototype.greet.name, Greeter.prototype.greet.length]).toEqual(['greet', 1]);
    expect(new Greeter().greet('hello')).toBe('bye you');
    undo?.();
    expectOriginal();
  });

  it('finds the patch of another copy of the package', () => {
    let copy: typeof AroundMethodModule | undefined;
    jest.isolateModules(() => {
      copy = jest.requireActual<typeof AroundMethodModule>('./around-method');
    });
    expect(copy?.aroundMethod).not.toBe(aroundMethod);
    const first = aroundMethod(Greeter.prototype, 'greet', {}, adding('!'));
    const patched = Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet');
    const second = copy?.aroundMethod(Greeter.prototype, 'greet', {}, adding('?'));
    expect(Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet')).toEqual(patched);
    expect(new Greeter().greet('hello')).toBe('hello you!?');
    first?.();
    expect(new Greeter().greet('hello')).toBe('hello you?');
    second?.();
    expectOriginal();
  });

  it('stays, and does nothing, below the patch of somebody else, and is used again', () => {
    const undo = aroundMethod(Greeter.prototype, 'greet', {}, adding('!'));
    const inner = Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet')?.value as Greeter['greet'];
    const foreign = function (this: Greeter, greeting: string): string {
      return `<${inner.call(this, greeting)}>`;
    };
    Object.defineProperty(Greeter.prototype, 'greet', { ...original, value: foreign });
    undo?.();
    expect(new Greeter().greet('hello')).toBe('<hello you>');
    const again = aroundMethod(Greeter.prototype, 'greet', {}, adding('?'));
    expect(new Greeter().greet('hello')).toBe('<hello you?>');
    Object.defineProperty(Greeter.prototype, 'greet', { ...original, value: inner });
    again?.();
    expectOriginal();
  });

  it('says where there is no such method', () => {
    expect(aroundMethod(Greeter.prototype, 'wave', {}, adding('!'))).toBeUndefined();
    expectOriginal();
  });
});
