import { captureInstrumentations } from './capture-instrumentations';
import { loadOptional } from './load-optional';

const databasesOnly = { instrumentDatabases: true, dbLibraries: undefined, instrumentFileIo: false };
const instrumentation = (name: string) => ({ name, enable: () => () => undefined });

describe('captureInstrumentations', () => {
  it('loads exactly what is wanted', () => {
    const asked: unknown[] = [];
    const load = (packageName: string, exportName: string) => {
      asked.push([packageName, exportName]);
      return () => instrumentation(packageName);
    };
    captureInstrumentations(databasesOnly, load);
    expect(asked).toEqual([['@openbox/instrument-db', 'databases']]);
    captureInstrumentations({ ...databasesOnly, instrumentDatabases: false, instrumentFileIo: true }, load);
    expect(asked.slice(1)).toEqual([['@openbox/instrument-fs', 'fileIo']]);
  });

  it('hands on which libraries are wanted, and takes one instrumentation or several', () => {
    const databases = jest.fn((libraries: readonly string[]) => libraries.map(instrumentation));
    const { instrumentations } = captureInstrumentations(
      { ...databasesOnly, dbLibraries: ['pg', 'redis'] },
      () => databases,
    );
    expect(databases).toHaveBeenCalledWith(['pg', 'redis']);
    expect(instrumentations.map(({ name }) => name)).toEqual(['pg', 'redis']);
  });

  it('names the packages that are not installed', () => {
    const captured = captureInstrumentations({ ...databasesOnly, instrumentFileIo: true }, () => undefined);
    expect(captured).toEqual({
      instrumentations: [],
      missingPackages: ['@openbox/instrument-db', '@openbox/instrument-fs'],
    });
  });

  it.each([['not a function'], [() => ({ name: 'old' })]])(
    'refuses a package of another version',
    (create) => {
      expect(() => captureInstrumentations(databasesOnly, () => create)).toThrow('@openbox/instrument-db');
    },
  );
});

describe('loadOptional', () => {
  it('loads one export of an installed package', () => {
    expect(loadOptional('@openbox/core-client', 'CoreClient')).toEqual(expect.any(Function));
  });

  it('knows when a package is not installed', () => {
    expect(loadOptional('@openbox/there-is-no-such-package', 'anything')).toBeUndefined();
  });
});
