/** What the container knows the service by. Its type is an interface, and Nest can inject nothing by an interface. */
export const CALLS = Symbol('CallVerification');
