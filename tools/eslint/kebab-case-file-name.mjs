import { basename } from 'node:path';

const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*\.[cm]?[jt]s$/;
const DUMPING_GROUNDS = new Set(['utils', 'util', 'helpers', 'helper', 'types', 'misc']);

/** Refuses file names that are not kebab-case, and names that say nothing about the content. */
export const kebabCaseFileName = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      kebab: 'Write the file name "{{name}}" in kebab-case.',
      dumpingGround: 'Name "{{name}}" after the one noun or verb that it holds.',
    },
  },
  create(context) {
    const name = basename(context.filename);
    return {
      Program(node) {
        if (!KEBAB_CASE.test(name)) context.report({ node, messageId: 'kebab', data: { name } });
        if (DUMPING_GROUNDS.has(name.split('.')[0]))
          context.report({ node, messageId: 'dumpingGround', data: { name } });
      },
    };
  },
};
