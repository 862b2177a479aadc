// Refuses checks of roles that no user could pass.
import { assertText } from '../http/assert-text.ts'

/**
 * Checks what is needed to compare the roles of a user.
 *
 * @param caller The function that compares, such as `hasRole()`
 * @param roles The option of `auth()`
 * @param wanted The roles that the site's code names
 */
export function assertRoles(caller: string, roles: unknown, wanted: readonly unknown[]): void {
  if (!roles) {
    throw new Error(`auth(): ${caller} needs the option roles. Add it, such as roles: (user) => user.roles.`)
  }
  if (wanted.length === 0) {
    throw new TypeError(`auth(): ${caller} needs a role. Write it as text, such as 'admin'.`)
  }
  // A list would be compared as a whole, and never match.
  for (const role of wanted) {
    assertText(
      `auth(): a role of ${caller}`,
      role,
      "Write requireRole('editor', 'admin') or hasRole(ctx, 'admin').",
    )
  }
}
