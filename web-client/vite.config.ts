import { defineConfig } from "vite";

/** Where `npm run dev` finds a running server: `SLUICE_SERVER=http://localhost:8080 npm run dev`. */
const server = process.env["SLUICE_SERVER"] ?? "http://localhost:8080";

export default defineConfig({
  appType: "spa",
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0, // a strict CSP allows no data: URLs for scripts, styles or fonts
    modulePreload: { polyfill: false },
    manifest: true,
  },
  server: {
    proxy: {
      "/rtc": { target: server, ws: true, changeOrigin: true },
      "/api": { target: server, changeOrigin: true },
    },
  },
});
