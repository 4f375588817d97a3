const DIRECTIVE = /^\s*(eslint(?:-(?:disable|enable)\S*|-env)?(?=\s|$)|globals?\s|exported\s)/;

/** Refuses comments that change the lint rules of one file: a rule that is wrong is changed for everybody, with its reason. */
export const noLintDirective = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      directive: 'Fix the code, or change the rule in eslint.config.mjs and give the reason there.',
    },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (DIRECTIVE.test(comment.value)) context.report({ loc: comment.loc, messageId: 'directive' });
        }
      },
    };
  },
};
