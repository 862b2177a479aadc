// vial/testing: a client that calls the site without a port.
export { type TestClientOptions, createTestClient } from './build/test-client.ts'
export type { ClientCookies } from './http/client-cookies.ts'
export type { TestClient, TestForm, TestRequestInit } from './node/site-client.ts'
