/** Each client has a network of its own, as behind a proxy. */
export const addressOf = (index: number): string => `10.${(index >> 16) % 256}.${(index >> 8) % 256}.${index % 256}`;
