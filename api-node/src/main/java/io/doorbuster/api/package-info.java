/** The HTTP node: {@link io.doorbuster.api.ApiNode} wires one package per capability. */
@NullMarked
package io.doorbuster.api;

import org.jspecify.annotations.NullMarked;
