/** What a test may want of an order. */
export interface OrderWishes {
  readonly quantity?: number;
  readonly sellerId?: string;
  readonly sellerOrderRef?: string;
}

/** The body of a creation: one silver ring for Ada. */
export function orderRequest({ quantity = 1, ...seller }: OrderWishes = {}) {
  return {
    ...seller,
    customer: {
      name: 'Ada Byron',
      email: 'ada@example.com',
      address: '12 St James’s Square, London',
    },
    items: [{ itemId: 'ring', quantity, material: 'silver-925', finish: 'polished' }],
  };
}
