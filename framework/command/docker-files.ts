// The files that build and run a site with Docker.

const dockerfile = `# Builds the site.
FROM node:24-slim AS build
WORKDIR /site
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build
# The packages that dist/server imports; most sites have none.
RUN npm install --omit=dev --no-audit --no-fund --prefix dist/server

# Runs it, with nothing but Node.js and dist/.
FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /site
COPY --from=build /site/dist dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server/index.js"]
`

// Secrets and what the build makes itself must not become part of an image.
const dockerignore = `node_modules/
dist/
.vial/
.data/
.git/
.env
.env.*
Dockerfile
`

/** The text of each file, by its path in the site. */
export const dockerFiles: Readonly<Record<string, string>> = {
  Dockerfile: dockerfile,
  '.dockerignore': dockerignore,
}
