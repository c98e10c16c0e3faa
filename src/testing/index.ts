/** What every store must do, as a suite of tests for your own store. */
export type { CallVerificationStore, StoreFinding } from '../ports/store.js';
export { type CreateStore, type StoreContractOptions, storeContract } from './store-contract.js';
