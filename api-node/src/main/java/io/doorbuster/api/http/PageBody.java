package io.doorbuster.api.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param nextCursor send it as {@code cursor} for the next page; null on the last one
 */
public record PageBody(List<?> items, @Nullable String nextCursor) {}
