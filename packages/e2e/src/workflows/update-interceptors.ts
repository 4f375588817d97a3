import type { WorkflowInterceptors } from '@temporalio/workflow';

/** A user's own interceptors of updates: each says in the arguments that it was there. */
export function interceptors(): WorkflowInterceptors {
  return {
    inbound: [named('first'), named('second')],
  };
}

function named(name: string): NonNullable<WorkflowInterceptors['inbound']>[number] {
  return {
    validateUpdate: (input, next) => {
      if (input.args[0] === `no ${name}`) throw new Error(`${name} says no`);
      next(input);
    },
    handleUpdate: async (input, next) => {
      const result = await next({
        ...input,
        args: [`${String(input.args[0])} ${name}`, ...input.args.slice(1)],
      });
      return `${String(result)} and ${name}`;
    },
  };
}
