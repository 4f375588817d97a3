/** An ordinary activity: it knows nothing of governance. */
export function sendInvoice({ customer, amount }: { customer: string; amount: number }): Promise<string> {
  return Promise.resolve(`Invoice over ${amount.toFixed(2)} sent to ${customer}.`);
}
