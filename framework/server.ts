// vial/server: what the generated server entry and custom servers import.
export { createHandler, type Handler } from './request/pipeline/handler.ts'
export type { Log } from './http/log.ts'
export type {
  ErrorReport,
  FoundFile,
  Manifest,
  ManifestFile,
  StaticFiles,
} from './request/pipeline/manifest.ts'
export type { TrailingSlash } from './routing/canonical-slash.ts'
export { type BrowserEntry, readBrowserEntry } from './node/files/browser-entry.ts'
export { type BuiltManifest, type BuiltSite, createBuiltSite, runBuiltSite } from './node/built-site.ts'
export { type DevHost, createDevHandler } from './node/dev/dev-site.ts'
export { createHostHandler, type HostHandler, type HostInfo } from './node/host-handler.ts'
export { findFile } from './node/files/find-file.ts'
export { createSealer } from './node/sessions/iron-seal.ts'
export { createLog } from './node/log/log.ts'
export { createRequestListener } from './node/listener/request-listener.ts'
export { readUploads } from './node/bodies/read-uploads.ts'
export { openStaticFiles } from './node/files/static-files.ts'
export { parseSecrets, type Secrets } from './session/secret.ts'
export { memoryStore, type MemoryStoreOptions } from './session/memory-store.ts'
export { type SessionStorage, type UnstorageStoreOptions, unstorageStore } from './session/unstorage-store.ts'
export type { SessionStore, SessionTimes, StoredSession, StoreSurroundings } from './session/session-store.ts'
export {
  joinAttribute,
  joinClass,
  joinDeclaration,
  joinDeclarations,
  joinStyle,
  joinTextAttribute,
} from './render/element-attribute.ts'
export {
  createElementNode,
  joinChild,
  joinChildInHtml,
  joinChildInSvg,
  noteSvg,
  type Template,
} from './render/element-node.ts'
export { createIsland, type IslandOrigin } from './render/island.ts'
export { createPersonal, type PersonalModule } from './render/personal-part.ts'
export type { Sealer } from './session/sealer.ts'
export { cors, type Cors, type CorsOptions } from './extension/cors.ts'
export type { CorsOrigins } from './extension/cors-origins.ts'
export { type RateLimit, type RateLimitOptions, rateLimit } from './extension/rate-limit.ts'
