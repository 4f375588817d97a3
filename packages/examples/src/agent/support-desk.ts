/** One thing that the agent really did. */
export type DeskEntry =
  | { readonly kind: 'reply'; readonly customerId: string; readonly text: string }
  | {
      readonly kind: 'refund';
      readonly customerId: string;
      readonly orderId: string;
      readonly amountUsd: number;
    }
  | { readonly kind: 'account_closed'; readonly customerId: string }
  | { readonly kind: 'customers_exported'; readonly recipient: string }
  | { readonly kind: 'escalation'; readonly customerId: string; readonly why: string };

/**
 * The systems that a real agent would call (mail, payments, customer records), reduced to a book of what was done.
 *
 * An activity that governance refused leaves no entry; an approved one leaves exactly one.
 */
export interface SupportDesk {
  record(entry: DeskEntry): void;
  /** Everything done so far, oldest first. */
  entries(): readonly DeskEntry[];
}

export function createSupportDesk(): SupportDesk {
  const book: DeskEntry[] = [];
  return {
    record: (entry) => {
      book.push(entry);
    },
    entries: () => [...book],
  };
}
