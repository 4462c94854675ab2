package io.doorbuster.stripesim;

/**
 * What a key was answered with first.
 *
 * @param request method, path and parameters of the first request
 * @param at unix seconds
 */
record Answered(String account, String key, String request, long at, int status, String body) {}
