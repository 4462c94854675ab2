package io.doorbuster.api.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Problem details for what never reaches a route: broken request lines, headers past the limit. */
final class ServerErrors implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() >= 400 ? response.getStatus() : 500;
        String requestId = RequestId.of(request.getHeaders().get(RequestId.HEADER));
        Problem problem = new Problem(ErrorCode.ofStatus(status), "the server refused the request");
        Answer answer = problem.toAnswer("/", requestId);
        response.setStatus(problem.code().status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(RequestId.HEADER, requestId);
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        Object body = answer.body();
        response.write(true, ByteBuffer.wrap(Json.write(body == null ? "" : body)), callback);
        return true;
    }
}
