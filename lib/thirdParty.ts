/**
 * The one door through which third-party code comes in.
 *
 * `gulp bundle` replaces the compiled file of this module by one with the libraries inside it, so
 * that the packed tarball has no runtime dependencies (an air-gapped hospital copies one file) and
 * all nodes share one instance of each library. Import libraries from here only.
 */
export { z } from 'zod-4';
export type { ZodType } from 'zod-4';
export { DateTime, IANAZone } from 'luxon';
export { default as axios } from 'axios';
export type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';
export { default as jsonwebtoken } from 'jsonwebtoken';
export { HttpProxyAgent } from 'http-proxy-agent';
export { HttpsProxyAgent } from 'https-proxy-agent';
export { getProxyForUrl } from 'proxy-from-env';
export { Client as PgClient, Pool as PgPool, types as pgTypes } from 'pg';
export type { PoolClient, PoolConfig } from 'pg';
