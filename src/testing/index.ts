/** What every store must do, as a suite of tests to run against one's own. */
export type { CallVerificationStore } from '../ports/store.js';
export { type CreateStore, type StoreContractOptions, storeContract } from './store-contract.js';
