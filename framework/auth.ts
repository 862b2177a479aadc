// vial/auth: passwords, who is logged in, and who may go on.
export type { AnyContext } from './auth/any-context.ts'
export type { AttemptOptions } from './auth/attempts.ts'
export { type Auth, type AuthOptions, type LoginOptions, type UserId, auth } from './auth/auth.ts'
export { type Guard, type GuardOptions, requireBasic, requireBearer } from './auth/http-guard.ts'
export { hashPassword, needsRehash, verifyPassword } from './auth/password.ts'
export { returnPath } from './auth/return-path.ts'
export { createApiToken, hashApiToken, isSameSecret } from './auth/secret-text.ts'
export { type CreateTokenOptions, type ReadTokenOptions, createToken, readToken } from './auth/token.ts'
